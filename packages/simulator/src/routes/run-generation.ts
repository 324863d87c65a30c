import { answerError, answerJson, answerStreamError } from '../http/answers.ts';
import { goTime } from '../http/go-time.ts';
import type { Parts } from '../parts.ts';
import { composeReply } from '../replies/compose-reply.ts';
import { planGeneration } from '../replies/plan-generation.ts';
import type { Prompt } from '../replies/reply.ts';
import { readFormat } from '../requests/format.ts';
import { type ModelOptions, readOptions } from '../requests/model-options.ts';
import { RequestError } from '../requests/request-error.ts';
import type { RunnerLease } from '../scheduler/scheduler.ts';
import type { Admission } from '../stats/model-record.ts';
import type { GenerationJob } from './generation-job.ts';
import { silence } from './generation-lines.ts';
import { withRunner, withSlot } from './runner-turns.ts';
import { speak } from './speak.ts';

/** Loads the model, waits for a slot, and answers: the common course of /api/chat and /api/generate. */
export async function runGeneration(parts: Parts, job: GenerationJob): Promise<void> {
  const { call, model, request } = job;
  const options = readOptions(model, request.options, request.shift);
  const turn = { call, model, options: options.runner, keepAliveMs: request.keepAliveMs };
  await withRunner(parts, turn, async (lease, admission) => {
    if (job.loadOnly) return answerLoaded(parts, job, 'load');
    try {
      await generate(parts, { ...job, options, lease, admission });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const answer = request.stream ? answerStreamError : answerError;
      answer(job.sink, error.status, error.message);
    }
  });
}

/** What the one object of a load or an unload is made of. */
type LoadedAnswer = Pick<GenerationJob, 'sink' | 'request' | 'shape'>;

/** The one object that answers a load or an unload, streamed or not. */
export function answerLoaded(parts: Parts, job: LoadedAnswer, doneReason: string): void {
  answerJson(job.sink, 200, {
    model: job.request.model,
    created_at: goTime(parts.settings.clock.now()),
    ...job.shape(silence),
    done: true,
    done_reason: doneReason,
  });
}

interface LoadedJob extends GenerationJob {
  readonly options: ModelOptions;
  readonly lease: RunnerLease;
  readonly admission: Admission;
}

async function generate(parts: Parts, job: LoadedJob): Promise<void> {
  const loaded = parts.settings.clock.now();
  const { truncate } = job.request;
  const promptTokens = job.promptTokens({ contextLength: job.lease.contextLength, truncate });
  const format = readFormat(job.request.format);
  await withSlot(parts, job, async (slot) => {
    const prompt: Prompt = { ...job.prompt, format };
    const seed = parts.settings.seed + job.options.seed;
    const reply = parts.script.take(prompt) ?? composeReply(job.model, prompt, seed);
    const generation = planGeneration(reply, {
      numPredict: boundedLength(job, promptTokens.length),
      stop: job.options.stop,
      thinking: prompt.thinking,
      constrained: format !== undefined,
    });
    await speak(parts, { job, slot, generation, promptTokens, loaded });
  });
}

/** Without context shift an answer ends where the context does. */
function boundedLength(job: LoadedJob, promptLength: number): number {
  const { numPredict } = job.options;
  if (job.options.runner.shift) return numPredict;
  const room = Math.max(1, job.lease.contextLength - promptLength);
  return numPredict > 0 ? Math.min(numPredict, room) : room;
}
