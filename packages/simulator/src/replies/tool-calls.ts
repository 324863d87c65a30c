import type { Random } from '../random.ts';
import type { Tool, ToolCall } from '../requests/message.ts';
import { type JsonRecord, recordOf } from '../values.ts';
import type { Prompt } from './reply.ts';
import { inventJson } from './schema-json.ts';

/** Calls each tool that the last user message asks for; none once a tool has answered. */
export function callTools(prompt: Prompt, random: Random): ToolCall[] {
  if (prompt.messages.at(-1)?.role !== 'user') return [];
  const asked = wordsOf(prompt.text);
  return prompt.tools
    .filter((tool) =>
      wordsOf(`${tool.name} ${tool.description}`).some((word) => asked.includes(word)),
    )
    .flatMap((tool) => callsOf(tool, prompt.text, random));
}

/** One call for each thing that the message names, such as two cities. */
function callsOf(tool: Tool, text: string, random: Random): ToolCall[] {
  const names = namesIn(text);
  const subjects = /\band\b/.test(text) && names.length > 1 ? names : names.slice(0, 1);
  const calls = (subjects.length > 0 ? subjects : ['']).map((subject) => {
    const value = inventJson(tool.parameters, random);
    return { name: tool.name, arguments: fillIn(recordOf(value), tool.parameters, subject) };
  });
  return distinct(calls);
}

/** Puts the subject in the place of the first free text of the arguments. */
function fillIn(value: JsonRecord, schema: JsonRecord, subject: string): JsonRecord {
  if (subject === '') return value;
  const properties = recordOf(schema['properties']);
  const target = Object.keys(value).find((key) => {
    const property = recordOf(properties[key]);
    return (
      property['type'] === 'string' &&
      !('enum' in property || 'const' in property || 'format' in property)
    );
  });
  return target === undefined ? value : { ...value, [target]: subject };
}

function distinct(calls: readonly ToolCall[]): ToolCall[] {
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}

/** Capitalised words that don't open the sentence. */
function namesIn(text: string): string[] {
  return text.match(/(?<=[\p{Ll},;:] )\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)*/gu) ?? [];
}

const common: ReadonlySet<string> = new Set(
  'about from into that this with your what when where which will would have been current given name returns return'.split(
    ' ',
  ),
);

/** Words of four letters and more, split at underscores and capitals. */
function wordsOf(text: string): string[] {
  const words =
    text
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/\p{L}{4,}/gu) ?? [];
  return words.filter((word) => !common.has(word));
}
