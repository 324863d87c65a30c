import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What one finished request adds to the figures. Labels are of low cardinality: a route of the table, never a path. */
export interface RequestFigures {
  readonly surface: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface CallFigures {
  readonly model: string;
  readonly status: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly queueSeconds: number;
  readonly firstTokenSeconds: number | null;
}

export interface SlotFigures {
  readonly model: string;
  readonly limit: number;
  readonly inUse: number;
  readonly draining: number;
  readonly queued: number;
}

export interface Metrics {
  readonly contentType: string;
  request(figures: RequestFigures): void;
  call(figures: CallFigures): void;
  refusal(model: string, reason: string): void;
  text(): Promise<string>;
}

const seconds = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

function createSlotGauges(registry: Registry, slots: () => readonly SlotFigures[]): void {
  const gauges = (['limit', 'inUse', 'draining', 'queued'] as const).map((field) => {
    const name = `hearth_limiter_${field === 'inUse' ? 'in_use' : field}`;
    return {
      field,
      gauge: new Gauge({
        name,
        help: `Slots: ${field}`,
        labelNames: ['model'],
        registers: [registry],
      }),
    };
  });
  const [first] = gauges;
  if (first === undefined) return;
  // Read when scraped, so that the figures cost nothing between scrapes.
  Object.assign(first.gauge, {
    collect() {
      const rows = slots();
      for (const { field, gauge } of gauges) {
        gauge.reset();
        for (const row of rows) gauge.set({ model: row.model }, row[field]);
      }
    },
  });
}

/** Prometheus figures. `slots` is read at each scrape. */
export function createMetrics(slots: () => readonly SlotFigures[]): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'hearth_' });
  createSlotGauges(registry, slots);

  const requests = new Counter({
    name: 'hearth_requests_total',
    help: 'Requests answered',
    labelNames: ['surface', 'route', 'status'],
    registers,
  });
  const latency = new Histogram({
    name: 'hearth_request_seconds',
    help: 'Time to the end of the answer',
    labelNames: ['surface', 'route'],
    buckets: seconds,
    registers,
  });
  const calls = new Counter({
    name: 'hearth_calls_total',
    help: 'Calls of a model by their ending',
    labelNames: ['model', 'status'],
    registers,
  });
  const tokens = new Counter({
    name: 'hearth_tokens_total',
    help: 'Tokens',
    labelNames: ['model', 'kind'],
    registers,
  });
  const queue = new Histogram({
    name: 'hearth_queue_seconds',
    help: 'Wait for a slot',
    labelNames: ['model'],
    buckets: seconds,
    registers,
  });
  const firstToken = new Histogram({
    name: 'hearth_first_token_seconds',
    help: 'Time from the grant to the first token',
    labelNames: ['model'],
    buckets: seconds,
    registers,
  });
  const refusals = new Counter({
    name: 'hearth_refusals_total',
    help: 'Calls refused before Ollama, by reason',
    labelNames: ['model', 'reason'],
    registers,
  });

  return {
    contentType: registry.contentType,
    request({ surface, route, status, seconds: taken }) {
      requests.inc({ surface, route, status });
      latency.observe({ surface, route }, taken);
    },
    call(figures) {
      const { model } = figures;
      calls.inc({ model, status: figures.status });
      tokens.inc({ model, kind: 'prompt' }, figures.promptTokens);
      tokens.inc({ model, kind: 'completion' }, figures.completionTokens);
      queue.observe({ model }, figures.queueSeconds);
      if (figures.firstTokenSeconds !== null)
        firstToken.observe({ model }, figures.firstTokenSeconds);
    },
    refusal: (model, reason) => refusals.inc({ model, reason }),
    text: () => registry.metrics(),
  };
}
