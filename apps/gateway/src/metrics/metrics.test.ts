import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('what is counted can be scraped, and slots are read at the scrape', async () => {
  let inUse = 1;
  const metrics = createMetrics(() => [{ model: 'm', limit: 2, inUse, draining: 0, queued: 3 }]);
  metrics.request({ surface: 'rest', route: 'GET /v1/models', status: 200, seconds: 0.01 });
  metrics.refusal('m', 'slots-taken');
  const call = {
    model: 'm',
    status: 'done',
    promptTokens: 7,
    completionTokens: 5,
    queueSeconds: 0,
  };
  metrics.call({ ...call, firstTokenSeconds: 0.2 });
  metrics.call({ ...call, firstTokenSeconds: null });
  inUse = 2;
  const text = await metrics.text();
  for (const line of [
    'hearth_requests_total{surface="rest",route="GET /v1/models",status="200"} 1',
    'hearth_refusals_total{model="m",reason="slots-taken"} 1',
    'hearth_calls_total{model="m",status="done"} 2',
    'hearth_tokens_total{model="m",kind="prompt"} 14',
    'hearth_tokens_total{model="m",kind="completion"} 10',
    'hearth_first_token_seconds_count{model="m"} 1',
    'hearth_limiter_in_use{model="m"} 2',
    'hearth_limiter_queued{model="m"} 3',
  ]) {
    expect(text).toContain(line);
  }
});
