import { expect, test } from 'vitest';
import { createSimulator } from '../simulator.ts';

test.each(['/api/chat', '/api/generate'])(
  'a model that only embeds can be unloaded by %s',
  async (path) => {
    await using simulator = createSimulator();
    const body = JSON.stringify({ model: 'demo-embed', keep_alive: 0 });
    const response = await simulator.fetch(`http://localhost${path}`, { method: 'POST', body });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ done: true, done_reason: 'unload' });
  },
);
