import type { Model } from '../models/model.ts';
import { createRandom, hashText } from '../random.ts';
import { demoText } from './demo-text.ts';
import type { Prompt, Reply } from './reply.ts';
import { inventJson } from './schema-json.ts';
import { shorten } from './shorten.ts';
import { callTools } from './tool-calls.ts';
import { inventText, inventTokens } from './words.ts';

/** The model's own answer: the same for the same seed and the same prompt. */
export function composeReply(model: Model, prompt: Prompt, seed: number): Reply {
  if (model.reply) return model.reply(prompt);
  const random = createRandom(hashText(JSON.stringify(prompt.messages) + prompt.text, seed));
  const thinking = `The user says: ${shorten(prompt.text)} I should answer.\n`;
  if (prompt.format !== undefined) {
    const value = inventJson(prompt.format === 'json' ? undefined : prompt.format, random);
    return { text: JSON.stringify(value, null, 2), thinking };
  }
  const toolCalls = callTools(prompt, random);
  if (toolCalls.length > 0) return { toolCalls, thinking };
  const result = prompt.messages.at(-1);
  if (result?.role === 'tool')
    return { text: quoteResult(result.toolName, result.content), thinking };
  if (model.replyTokens !== undefined)
    return { tokens: inventTokens(random, model.replyTokens), thinking };
  return { text: model.voice === 'demo' ? demoText(prompt, random) : inventText(random), thinking };
}

function quoteResult(tool: string, content: string): string {
  const source = tool === '' ? 'The tool' : `The tool ${tool}`;
  return `${source} answered: ${shorten(content, 400)}`;
}
