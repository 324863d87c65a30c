import type { Parts } from '../parts.ts';
import type { JsonRecord } from '../values.ts';
import type { GenerationJob } from './generation-job.ts';
import { describeMetrics } from './metrics.ts';
import { prefill } from './runner-turns.ts';
import { sayLines, sayWhole } from './say.ts';
import type { Speech } from './speech.ts';

/** Says the generation at the pace of the settings, as lines or as one object. */
export async function speak(parts: Parts, speech: Speech): Promise<void> {
  const { clock } = parts.settings;
  const { call, admission } = speech.job;
  const started = clock.now();
  const turn = { call, slot: speech.slot, admission };
  if (!(await prefill(parts, turn, speech.promptTokens))) return;
  const prefilled = clock.now();
  const closing = () => {
    const finished = clock.now();
    return closingOf(speech, {
      received: call.receivedAt,
      loaded: speech.loaded,
      started,
      prefilled,
      finished,
    });
  };
  const intervalMs = intervalOf(parts, call.fault);
  const say = speech.job.request.stream ? sayLines : sayWhole;
  await say({ clock, speech, intervalMs, prefilled, closing });
}

function closingOf(speech: Speech, moments: Parameters<typeof describeMetrics>[0]): JsonRecord {
  const { generation, promptTokens, job } = speech;
  const answer = generation.steps.map(({ text }) => text);
  const counts = {
    prompt: promptTokens.length + generation.extraPromptTokens,
    eval: generation.evalCount,
  };
  return {
    done: true,
    done_reason: generation.doneReason,
    ...job.closing(promptTokens, answer),
    ...describeMetrics(moments, counts),
  };
}

function intervalOf(parts: Parts, fault: GenerationJob['call']['fault']): number {
  const factor = fault?.kind === 'slow' ? (fault.factor ?? 1) : 1;
  return (1_000 / parts.settings.tokensPerSecond) * factor;
}
