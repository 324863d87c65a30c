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

function createRequestFigures(registry: Registry): Metrics['request'] {
  const requests = new Counter({
    name: 'hearth_requests_total',
    help: 'Requests answered',
    labelNames: ['surface', 'route', 'status'],
    registers: [registry],
  });
  const latency = new Histogram({
    name: 'hearth_request_seconds',
    help: 'Time to the end of the answer',
    labelNames: ['surface', 'route'],
    buckets: seconds,
    registers: [registry],
  });
  return ({ surface, route, status, seconds: taken }) => {
    requests.inc({ surface, route, status });
    latency.observe({ surface, route }, taken);
  };
}

function createCallFigures(registry: Registry): Metrics['call'] {
  const registers = [registry];
  const counter = (name: string, help: string, label: string) =>
    new Counter({ name, help, labelNames: ['model', label], registers });
  const histogram = (name: string, help: string) =>
    new Histogram({ name, help, labelNames: ['model'], buckets: seconds, registers });
  const calls = counter('hearth_calls_total', 'Calls of a model by their ending', 'status');
  const tokens = counter('hearth_tokens_total', 'Tokens', 'kind');
  const queue = histogram('hearth_queue_seconds', 'Wait for a slot');
  const firstToken = histogram(
    'hearth_first_token_seconds',
    'Time from the grant to the first token',
  );
  return ({ model, status, promptTokens, completionTokens, queueSeconds, firstTokenSeconds }) => {
    calls.inc({ model, status });
    tokens.inc({ model, kind: 'prompt' }, promptTokens);
    tokens.inc({ model, kind: 'completion' }, completionTokens);
    queue.observe({ model }, queueSeconds);
    if (firstTokenSeconds !== null) firstToken.observe({ model }, firstTokenSeconds);
  };
}

/** Prometheus figures. `slots` is read at each scrape. */
export function createMetrics(slots: () => readonly SlotFigures[]): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'hearth_' });
  createSlotGauges(registry, slots);
  const refusals = new Counter({
    name: 'hearth_refusals_total',
    help: 'Calls refused before Ollama, by reason',
    labelNames: ['model', 'reason'],
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    request: createRequestFigures(registry),
    call: createCallFigures(registry),
    refusal: (model, reason) => refusals.inc({ model, reason }),
    text: () => registry.metrics(),
  };
}
