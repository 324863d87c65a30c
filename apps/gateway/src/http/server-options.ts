import type { Services } from '@hearth/api';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { HealthOptions } from './health.ts';
import type { OpenRequests } from './open-requests.ts';

/** What the HTTP server stands on. */
export interface ServerOptions {
  readonly services: Services;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly health: HealthOptions;
  readonly open: OpenRequests;
  readonly bodyLimitBytes: number;
  readonly metricsOpen: boolean;
}
