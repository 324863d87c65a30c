import type { Generation, Step } from './generation.ts';
import type { Reply } from './reply.ts';
import { cutAtStop } from './stop-sequences.ts';
import { tokenize } from './tokenizer.ts';

export interface PlanLimits {
  /** 0 or less: no bound. */
  readonly numPredict: number;
  readonly stop: readonly string[];
  readonly thinking: boolean;
  /** Constrained output on a thinking model runs it twice: once to think, once under the grammar. */
  readonly constrained: boolean;
}

/** Lays out a reply's tokens and cuts them as num_predict and stop sequences would. */
export function planGeneration(reply: Reply, limits: PlanLimits): Generation {
  const thinking = limits.thinking ? thinkingSteps(reply.thinking) : [];
  const answer = [...contentSteps(reply), ...(reply.toolCalls ?? []).flatMap(toolCallSteps)];
  if (!limits.constrained || thinking.length === 0) return cut([...thinking, ...answer], limits);
  const first = cut(thinking, limits);
  if (first.doneReason === 'length') return first;
  const second = cut(answer, limits);
  const blank: Step = { part: 'blank', text: '' };
  return {
    ...second,
    steps: [...thinking, blank, ...second.steps],
    extraPromptTokens: first.evalCount,
  };
}

function cut(steps: readonly Step[], limits: PlanLimits): Generation {
  const bounded = limits.numPredict > 0 && limits.numPredict <= steps.length;
  const within = bounded ? steps.slice(0, limits.numPredict) : steps;
  const stopped = cutAtStop(within, limits.stop);
  if (stopped) return { ...stopped, doneReason: 'stop', extraPromptTokens: 0 };
  const evalCount = bounded ? within.length : within.length + 1;
  return {
    steps: within,
    doneReason: bounded ? 'length' : 'stop',
    evalCount,
    extraPromptTokens: 0,
  };
}

function contentSteps(reply: Reply): Step[] {
  const tokens = reply.tokens ?? tokenize(reply.text ?? '');
  // A token that ends amid a character is held back until the character is whole: counted, but not seen.
  return tokens.map((text) => ({ part: text === '' ? 'hidden' : 'content', text }));
}

/** The tags are tokens too: `<think>` and `</think>` take four each in the recorded model's vocabulary. */
function thinkingSteps(thinking: Reply['thinking']): Step[] {
  if (thinking === undefined || thinking.length === 0) return [];
  const tokens = typeof thinking === 'string' ? tokenize(thinking) : thinking;
  const spoken = tokens.map((text): Step => ({ part: 'thinking', text }));
  return [...hidden(['<', 'think', '>', '\n']), ...spoken, ...hidden(['</', 'think', '>', '\n'])];
}

function toolCallSteps(toolCall: NonNullable<Reply['toolCalls']>[number]): Step[] {
  const text = JSON.stringify({ name: toolCall.name, arguments: toolCall.arguments });
  const opening = hidden(tokenize(`<tool_call>\n${text}`));
  // The parser sees that a call is complete at its last brace, before the closing tag.
  return [
    ...opening.slice(0, -1),
    { part: 'hidden', text: '}', toolCall },
    ...hidden(['\n', '</', 'tool_call', '>']),
  ];
}

function hidden(tokens: readonly string[]): Step[] {
  return tokens.map((text) => ({ part: 'hidden', text }));
}
