import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Half of how long a reader may take nothing before it is gone: it must not hold a slot for ever. Half, because Node's first
 * time-out after a write that the kernel took in part only notes how much that was; the second one tells.
 */
export const stallMs = 15_000;

/**
 * Ends connections whose reader has stopped, on every surface. Needs the server's `timeout` to be `stallMs`: Node then tells of
 * a socket on which nothing moved for that long, the part of a write that the kernel has taken included (net.Socket
 * `_onTimeout`). A call that waits or thinks moves nothing either, so only one with bytes that nobody takes is ended.
 */
export function endStalledReaders(server: Server): void {
  const answering = new WeakSet<Socket>();
  server.on('request', ({ socket }, response) => {
    answering.add(socket);
    response.once('close', () => answering.delete(socket));
  });
  // With this listener it is ours to end idle keep-alive connections too.
  server.on('timeout', (socket) => {
    const isPatient = answering.has(socket) && socket.writableLength === 0;
    if (!isPatient) socket.destroy();
  });
}
