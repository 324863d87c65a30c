import { randomBytes } from 'node:crypto';
import type { ChatDelta } from '@hearth/wire';
import type { OllamaToolCall } from '../native/lines.ts';

type EmittedCall = NonNullable<ChatDelta['tool_calls']>[number];

function argumentsText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {});
}

export interface ToolCallCounter {
  /** The calls to give on; fewer when only one is wanted. */
  take(calls: readonly OllamaToolCall[]): EmittedCall[];
  /** How many were given. */
  count(): number;
}

/**
 * Numbers the calls of one answer 0, 1, 2, … and gives each an id of its own. Ollama up to 0.20 says index 0 for every call
 * (ollama#15457), and clients that go by the index then glue the arguments of two calls together.
 */
export function createToolCallCounter({
  isParallel,
}: {
  readonly isParallel: boolean;
}): ToolCallCounter {
  const ids = new Set<string>();

  function uniqueId(id: string | undefined): string {
    const unique =
      id === undefined || id === '' || ids.has(id) ? `call_${randomBytes(12).toString('hex')}` : id;
    ids.add(unique);
    return unique;
  }

  return {
    count: () => ids.size,
    take(calls) {
      const wanted = isParallel ? calls : calls.slice(0, ids.size === 0 ? 1 : 0);
      return wanted.map((call) => ({
        index: ids.size,
        id: uniqueId(call.id),
        type: 'function',
        function: { name: call.function.name, arguments: argumentsText(call.function.arguments) },
      }));
    },
  };
}
