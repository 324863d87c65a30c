import { type Clock, pause } from '../clock.ts';
import { goTime } from '../http/go-time.ts';
import { createLineWriter } from '../http/line-writer.ts';
import type { Parts } from '../parts.ts';
import type { Generation, Step } from '../replies/generation.ts';
import type { RunnerSlot } from '../scheduler/scheduler.ts';
import type { Admission } from '../stats/model-record.ts';
import type { JsonRecord } from '../values.ts';
import { answerWhole } from './answer-whole.ts';
import type { GenerationJob } from './generation-job.ts';
import { type Saying, shapeToolCall, silence } from './generation-lines.ts';
import { logprobsOf } from './logprobs.ts';
import { describeMetrics } from './metrics.ts';
import { prefill } from './runner-turns.ts';

export interface Speech {
  readonly job: GenerationJob & { readonly admission: Admission };
  readonly slot: RunnerSlot;
  readonly generation: Generation;
  readonly promptTokens: readonly string[];
  /** When the model was loaded, in milliseconds since the epoch. */
  readonly loaded: number;
}

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

interface Course {
  readonly clock: Clock;
  readonly speech: Speech;
  readonly intervalMs: number;
  readonly prefilled: number;
  readonly closing: () => JsonRecord;
}

async function sayLines({ clock, speech, intervalMs, prefilled, closing }: Course): Promise<void> {
  const { call, sink, admission } = speech.job;
  const writer = createLineWriter(sink, call.fault);
  const lineOf = createLines(speech);
  let head = headOf(speech, clock);
  let spoken = 0;
  for (const step of speech.generation.steps) {
    const waitMs = prefilled + spoken * intervalMs - clock.now();
    if (intervalMs > 0 && waitMs > 0) {
      writer.flush();
      if (!(await pause(clock, waitMs, call.signal))) break;
      head = headOf(speech, clock);
    }
    if (writer.closed()) break;
    spoken += 1;
    const line = lineOf(step);
    if (line) writer.line({ ...head, ...line });
  }
  admission.generated(spoken);
  if (call.signal.aborted) return;
  const said =
    styleOf(speech) === 'on-done' ? { ...silence, toolCalls: toolCallsOf(speech) } : silence;
  writer.line({ ...headOf(speech, clock), ...speech.job.shape(said), ...closing() }, true);
  writer.end();
}

async function sayWhole({ clock, speech, intervalMs, closing }: Course): Promise<void> {
  const { call, sink, admission, request } = speech.job;
  const { steps } = speech.generation;
  if (!(await pause(clock, steps.length * intervalMs, call.signal))) return;
  admission.generated(steps.length);
  const said = { ...sayingOf(steps), toolCalls: toolCallsOf(speech) };
  const top = request.topLogprobs;
  const spoken = steps.filter(({ part }) => part === 'thinking' || part === 'content');
  answerWhole(sink, call.fault, {
    ...headOf(speech, clock),
    ...speech.job.shape(said),
    ...closing(),
    ...(top !== undefined && { logprobs: spoken.flatMap((step) => logprobsOf(step, top)) }),
  });
}

/** Turns steps into lines; hidden ones give none, unless a tool call is complete with them. */
function createLines(speech: Speech): (step: Step) => JsonRecord | undefined {
  const style = styleOf(speech);
  const top = speech.job.request.topLogprobs;
  let called = 0;
  return (step) => {
    if (step.toolCall && style !== 'on-done') {
      const toolCalls = [shapeToolCall(step.toolCall, style, called)];
      called += 1;
      return { ...speech.job.shape({ ...silence, toolCalls }), done: false };
    }
    if (step.part === 'hidden') return undefined;
    const saying = speech.job.shape({ ...silence, [step.part]: step.text });
    const logprobs = top !== undefined && step.text !== '' && { logprobs: logprobsOf(step, top) };
    return { ...saying, done: false, ...logprobs };
  };
}

function headOf(speech: Speech, clock: Clock): JsonRecord {
  return { model: speech.job.request.model, created_at: goTime(clock.now()) };
}

function sayingOf(steps: readonly Step[]): Saying {
  const textOf = (part: Step['part']) =>
    steps.map((step) => (step.part === part ? step.text : '')).join('');
  return { content: textOf('content'), thinking: textOf('thinking'), toolCalls: [] };
}

function toolCallsOf(speech: Speech): JsonRecord[] {
  const calls = speech.generation.steps.flatMap(({ toolCall }) => toolCall ?? []);
  return calls.map((toolCall, index) => shapeToolCall(toolCall, styleOf(speech), index));
}

function styleOf(speech: Speech) {
  return speech.job.model.toolCallStyle;
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
