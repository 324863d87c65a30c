import * as z from 'zod';

/** Where a model's number of slots comes from. */
export const slotsSources = [
  'HEARTH_SLOTS',
  'profile',
  'forced to 1 by Ollama',
  'OLLAMA_NUM_PARALLEL',
  'default',
] as const;

export const InstalledModel = z
  .object({
    id: z.string(),
    family: z.string().nullable(),
    parameterSize: z.string().nullable(),
    quantization: z.string().nullable(),
    sizeBytes: z.int(),
    capabilities: z.array(z.string()),
    contextLength: z.int().nullable(),
    slots: z.int(),
    slotsSource: z.enum(slotsSources),
    warm: z.boolean(),
    resident: z
      .object({
        sizeBytes: z.int(),
        vramBytes: z.int(),
        contextLength: z.int().nullable(),
        expiresAt: z.iso.datetime({ offset: true }).nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'InstalledModel' });
export type InstalledModel = z.output<typeof InstalledModel>;

export const InstalledModels = z.object({ models: z.array(InstalledModel) });
export const ModelNameRequest = z.object({ model: z.string().min(1).max(256) });

export const ModelMoved = z.object({
  model: z.string(),
  resident: z.boolean(),
  loadMs: z.int().nullable(),
});
export type ModelMoved = z.output<typeof ModelMoved>;
