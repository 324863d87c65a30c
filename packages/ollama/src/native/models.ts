import * as z from 'zod';

const Details = z
  .object({
    family: z.string().nullish(),
    parameter_size: z.string().nullish(),
    quantization_level: z.string().nullish(),
    context_length: z.number().nullish(),
  })
  .nullish();

function textOrNothing(value: string | null | undefined): string | undefined {
  return value === null || value === '' ? undefined : value;
}

function describe(details: z.output<typeof Details>) {
  return {
    family: textOrNothing(details?.family),
    parameterSize: textOrNothing(details?.parameter_size),
    quantization: textOrNothing(details?.quantization_level),
  };
}

/** `capabilities` and `context_length` are listed since Ollama 0.30; before, only `/api/show` knows them. */
const Tag = z
  .object({
    name: z.string(),
    model: z.string().nullish(),
    modified_at: z.string().nullish(),
    size: z.number().nullish(),
    digest: z.string().nullish(),
    details: Details,
    capabilities: z.array(z.string()).nullish(),
  })
  .transform((tag) => ({
    name: tag.model || tag.name,
    modifiedAt: tag.modified_at ?? undefined,
    sizeBytes: tag.size ?? 0,
    digest: tag.digest ?? undefined,
    ...describe(tag.details),
    capabilities: tag.capabilities ?? undefined,
    contextLength: tag.details?.context_length ?? undefined,
  }));
/** An installed model. */
export type OllamaModel = Readonly<z.output<typeof Tag>>;

const Running = z
  .object({
    name: z.string(),
    model: z.string().nullish(),
    size: z.number().nullish(),
    size_vram: z.number().nullish(),
    context_length: z.number().nullish(),
    expires_at: z.string().nullish(),
  })
  .transform((running) => ({
    name: running.model || running.name,
    sizeBytes: running.size ?? 0,
    vramBytes: running.size_vram ?? 0,
    contextLength: running.context_length ?? undefined,
    expiresAt: running.expires_at ?? undefined,
  }));
/** A model in memory. `expiresAt` is an ISO 8601 time; "for ever" is a date centuries ahead. */
export type OllamaRunningModel = Readonly<z.output<typeof Running>>;

/** Go marshals an empty list as `null`. */
const listOf = <Entry extends z.ZodType>(entry: Entry) =>
  z.object({ models: z.array(entry).nullish() }).transform(({ models }) => models ?? []);

export const TagsAnswer = listOf(Tag);
export const RunningAnswer = listOf(Running);
export const VersionAnswer = z.object({ version: z.string() }).transform(({ version }) => version);

/** The key is `<architecture>.context_length`, such as `llama.context_length`. */
function trainedContext(info: Record<string, unknown>): number | undefined {
  const value = info[`${String(info['general.architecture'])}.context_length`];
  return typeof value === 'number' ? value : undefined;
}

/** `parameters` is the text of the Modelfile's PARAMETER lines, padded with spaces. */
function parameterNumber(parameters: string, name: string): number | undefined {
  const found = new RegExp(`^${name}\\s+(\\d+)\\s*$`, 'm').exec(parameters)?.[1];
  return found === undefined ? undefined : Number(found);
}

export const ShowAnswer = z
  .object({
    parameters: z.string().nullish(),
    details: Details,
    model_info: z.record(z.string(), z.unknown()).nullish(),
    capabilities: z.array(z.string()).nullish(),
    modified_at: z.string().nullish(),
  })
  .transform((show) => ({
    ...describe(show.details),
    capabilities: show.capabilities ?? undefined,
    /** The context that the model was trained with. */
    trainedContextLength: trainedContext(show.model_info ?? {}),
    /** The context that its Modelfile asks for (`PARAMETER num_ctx`). */
    modelfileContextLength: parameterNumber(show.parameters ?? '', 'num_ctx'),
    modifiedAt: show.modified_at ?? undefined,
  }));
export type OllamaModelDetails = Readonly<z.output<typeof ShowAnswer>>;

/** Vectors in the order of the input, L2-normalised by Ollama. */
export interface OllamaEmbedAnswer {
  readonly model?: string;
  readonly embeddings: number[][];
  readonly prompt_eval_count?: number;
  readonly load_duration?: number;
  readonly total_duration?: number;
}

/** Looks at the outside only: a batch of vectors is megabytes of numbers that Ollama itself has written. */
export function isEmbedAnswer(value: unknown): value is OllamaEmbedAnswer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'embeddings' in value &&
    Array.isArray(value.embeddings) &&
    value.embeddings.every(Array.isArray)
  );
}
