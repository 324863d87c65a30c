import type { UsageRow } from '../ports.ts';
import { inBatches } from '../repositories/usage-batches.ts';
import type { Call, ThreadPorts } from './thread-ports.ts';

export type Send = (call: Omit<Call, 'id'>) => Promise<unknown>;

type Names<Port> = { readonly [Method in keyof Port]: true };

/** A method that is added to a port doesn't compile until it is named here. */
const methods: { readonly [Port in keyof ThreadPorts]: Names<ThreadPorts[Port]> } = {
  keys: {
    findByDigest: true,
    create: true,
    createFirst: true,
    ensure: true,
    list: true,
    revoke: true,
    touch: true,
  },
  usage: { record: true, summary: true, rows: true },
  profiles: { list: true, get: true, save: true, remove: true },
  audit: { append: true, list: true },
  control: { check: true, close: true },
};

/** The other end of a call has the type of this one: both are compiled against `ThreadPorts`. */
function remotePort<Port extends keyof ThreadPorts>(port: Port, send: Send): ThreadPorts[Port] {
  const entries = Object.keys(methods[port]).map((method) => [
    method,
    (...words: readonly unknown[]) => send({ port, method, words }),
  ]);
  return Object.fromEntries(entries);
}

/** Rows cross a batch at a time: copying a hundred thousand at once would stop the caller's thread for a second. */
export function createRemotePorts(send: Send): ThreadPorts {
  const usage = remotePort('usage', send);
  return {
    keys: remotePort('keys', send),
    usage: { ...usage, record: (rows: readonly UsageRow[]) => inBatches(rows, usage.record) },
    profiles: remotePort('profiles', send),
    audit: remotePort('audit', send),
    control: remotePort('control', send),
  };
}
