import * as z from 'zod';

/** A model as OpenAI lists it, with what Ollama knows of it as extras. `created` is in Unix seconds. */
export const Model = z
  .object({
    id: z.string(),
    object: z.literal('model'),
    created: z.int(),
    owned_by: z.string(),
    context_length: z.int().optional(),
    capabilities: z.array(z.string()).optional(),
  })
  .meta({ id: 'Model' });
export type Model = z.output<typeof Model>;

export const ModelList = z
  .object({ object: z.literal('list'), data: z.array(Model) })
  .meta({ id: 'ModelList' });
export type ModelList = z.output<typeof ModelList>;

/** Ollama reads a name without a tag as `:latest`; a registry port (`host:5000/model`) is not a tag. */
export function canonicalModelName(name: string): string {
  const lastPart = name.slice(name.lastIndexOf('/') + 1);
  return lastPart.includes(':') ? name : `${name}:latest`;
}
