import { describe, expect } from 'vitest';
import { call } from '../harness/calls.ts';
import { duo, embedder, single, solo, talker } from '../harness/simulated-models.ts';
import { startTestGateway } from '../harness/test-gateway.ts';
import { needsSimulator } from '../harness/upstream.ts';

const simulated = needsSimulator('its models are of the families that count');

const expected = {
  [talker]: { slots: 3, slotsSource: 'OLLAMA_NUM_PARALLEL' },
  [solo]: { slots: 1, slotsSource: 'HEARTH_SLOTS' },
  [duo]: { slots: 2, slotsSource: 'HEARTH_SLOTS' },
  [embedder]: { slots: 1, slotsSource: 'forced to 1 by Ollama' },
  [single]: { slots: 1, slotsSource: 'forced to 1 by Ollama' },
};

export function slotTests(): void {
  describe('how many slots a model has', () => {
    simulated('HEARTH_SLOTS, then what Ollama forces, then OLLAMA_NUM_PARALLEL', async () => {
      await using gateway = await startTestGateway({
        environment: { HEARTH_SLOTS: `${duo}=2,${solo}:latest=1`, OLLAMA_NUM_PARALLEL: '3' },
        simulator: { numParallel: 3 },
      });
      const { models } = await gateway.hearth.admin.models.list();
      for (const [name, row] of Object.entries(expected)) {
        expect(models.find(({ id }) => id === `${name}:latest`)).toMatchObject(row);
        const way = name === embedder ? 'rest embed' : 'rest whole';
        expect((await call(gateway, way, { model: name })).kind).toBe('answered');
        expect(gateway.slots(name).limit).toBe(row.slots);
      }
    });

    simulated('one, where nobody says anything', async () => {
      await using gateway = await startTestGateway({ environment: { HEARTH_SLOTS: '' } });
      const { models } = await gateway.hearth.admin.models.list();
      const talks = models.find(({ id }) => id === `${talker}:latest`);
      expect(talks).toMatchObject({ slots: 1, slotsSource: 'default' });
    });
  });
}
