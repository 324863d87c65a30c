import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './open-database.ts';
import { type SentError, sendError } from './sent-error.ts';
import type { Answer, Call, ThreadPorts } from './thread-ports.ts';

/** The thread of the embedded database: opens what `workerData` names, and answers calls. */
const parent = parentPort;
if (parent === null) throw new Error('this file is the start of a thread');

const opening = openDatabase(workerData);

async function invoke({ port, method, words }: Call): Promise<unknown> {
  const ports: ThreadPorts = await opening;
  return Reflect.apply(Reflect.get(ports[port], method), undefined, words);
}

function post(answer: Answer): void {
  parent?.postMessage(answer);
}

/** After a WebAssembly trap PGlite answers nothing any more. */
function isTrap({ name, cause }: SentError): boolean {
  return name === 'RuntimeError' || (cause !== undefined && isTrap(cause));
}

/** Rejects after a trap: nobody handles that, so the thread ends, and the next call starts another one. */
async function answer(id: number, work: () => Promise<unknown>): Promise<void> {
  try {
    post({ id, value: await work() });
  } catch (thrown) {
    const error = sendError(thrown);
    post({ id, error });
    if (isTrap(error)) throw thrown;
  }
}

void answer(0, async () => void (await opening));
parent.on('message', (call: Call) => void answer(call.id, () => invoke(call)));
parent.on('messageerror', (error) => {
  throw error;
});
