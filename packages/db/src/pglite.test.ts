import { pgliteTemplate } from '../test/pglite-template.ts';
import { storeConformance } from './conformance.ts';
import { openPglite } from './pglite.ts';

storeConformance('PGlite', async () =>
  openPglite({ folder: 'memory', template: await pgliteTemplate() }),
);
