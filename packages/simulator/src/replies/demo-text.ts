import type { Random } from '../random.ts';
import type { Prompt } from './reply.ts';
import { shorten } from './shorten.ts';

const greetings = ['Hello!', 'Hi there!', 'Good to meet you!', 'Welcome!'] as const;
const remarks = [
  'Everything else is real: this answer went through the same queue, limits and usage log as any other.',
  'The rest of Hearth is real: streaming, limits, keys and usage work with me as they would with any model.',
  'You can already try streaming, tools, structured output and limits with me.',
] as const;

/** What the demo model says: who it is, what it heard, and how to get a real model. */
export function demoText(prompt: Prompt, random: Random): string {
  const heard = shorten(prompt.text);
  return [
    `${random.pick(greetings)} I am Hearth's built-in demo model, so I don't think; I only show that things work.`,
    heard === '' ? 'You have not asked me anything yet.' : `You said: "${heard}"`,
    random.pick(remarks),
    'For real answers install Ollama, run `ollama pull llama3.2`, and start Hearth again.',
  ].join('\n\n');
}
