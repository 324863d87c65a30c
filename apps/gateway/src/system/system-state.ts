import type { SystemState } from '@hearth/api';
import type { Limiter } from '@hearth/limiter';
import type { WarmModel } from '@hearth/wire';
import type { HealthOptions } from '../http/health.ts';
import type { UsageRecorder } from '../usage/usage-recorder.ts';
import { version } from './version.ts';

export interface SystemStateOptions extends HealthOptions {
  readonly upstreamUrl: string;
  readonly demo: boolean;
  readonly storeKind: 'embedded' | 'postgres';
  readonly limiter: Limiter;
  readonly recorder: UsageRecorder;
  readonly warm: () => readonly WarmModel[];
}

/** Gathers what every part knows of itself. */
export function createSystemState(options: SystemStateOptions): SystemState {
  const startedAt = new Date().toISOString();
  return {
    async snapshot() {
      const [ollama, database] = await Promise.all([
        options.ollama.read(),
        options.database.read(),
      ]);
      const { queueLimit, models } = options.limiter.snapshot();
      const { detail, ...upstream } = ollama;
      const { detail: _, ...relational } = database;
      return {
        version,
        at: new Date().toISOString(),
        startedAt,
        draining: options.isDraining(),
        upstream: { url: options.upstreamUrl, demo: options.demo, version: detail, ...upstream },
        stores: { relational: { kind: options.storeKind, ...relational } },
        limiter: {
          queueLimit,
          models: models.map((model) => ({ ...model, refused: { ...model.refused } })),
        },
        warm: [...options.warm()],
        usage: options.recorder.state(),
        warnings: [...options.warnings],
      };
    },
  };
}
