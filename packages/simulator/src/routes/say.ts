import { type Clock, pause } from '../clock.ts';
import { goTime } from '../http/go-time.ts';
import { createLineWriter } from '../http/line-writer.ts';
import type { Step } from '../replies/generation.ts';
import type { JsonRecord } from '../values.ts';
import { answerWhole } from './answer-whole.ts';
import { type Saying, shapeToolCall, silence } from './generation-lines.ts';
import { logprobsOf } from './logprobs.ts';
import type { Course, Speech } from './speech.ts';

/** Says it as NDJSON lines; all that is due leaves in one write. */
export async function sayLines({
  clock,
  speech,
  intervalMs,
  prefilled,
  closing,
}: Course): Promise<void> {
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

/** Says it as one object. */
export async function sayWhole({ clock, speech, intervalMs, closing }: Course): Promise<void> {
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
  const promptLength = speech.promptTokens.length;
  let called = 0;
  return (step) => {
    if (step.toolCall && style !== 'on-done') {
      const toolCalls = [shapeToolCall(step.toolCall, style, { index: called, promptLength })];
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
  const promptLength = speech.promptTokens.length;
  return calls.map((toolCall, index) =>
    shapeToolCall(toolCall, styleOf(speech), { index, promptLength }),
  );
}

function styleOf(speech: Speech) {
  return speech.job.model.toolCallStyle;
}
