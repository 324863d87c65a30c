import { afterAll } from 'vitest';
import { startTestGateway } from './harness/test-gateway.ts';
import { boundTests } from './limits/bound.ts';
import { keyTests } from './limits/keys.ts';
import { leavingTests } from './limits/leaving.ts';
import { patienceTests, startPatience } from './limits/patience.ts';
import { refusalTests } from './limits/refusals.ts';
import { slotTests } from './limits/slots.ts';

const patience = startPatience();
const gateway = await startTestGateway();
afterAll(() => gateway[Symbol.asyncDispose]());

boundTests(gateway);
refusalTests(gateway);
leavingTests(gateway);
keyTests(gateway);
slotTests();
patienceTests(patience);
