import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import { listenOnLoopback, ownSettings, serve } from '../processes/serve.ts';

/** The least that a proxy on Node can do: node:http in front, undici's dispatch behind, bytes as they come. The unit of the ratios. */
const { upstreamUrl } = ownSettings() as { readonly upstreamUrl: string };
const pool = new Pool(upstreamUrl, { connections: 1_024, pipelining: 1 });

function relay(response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      response.once('close', () => {
        if (!response.writableFinished) controller.abort(new Error('The client has gone'));
      });
    },
    onResponseStart(_, status, headers) {
      response.writeHead(status, { 'content-type': String(headers['content-type']) });
    },
    onResponseData(controller, piece) {
      if (response.write(piece)) return;
      controller.pause();
      response.once('drain', () => controller.resume());
    },
    onResponseEnd: () => void response.end(),
    onResponseError: () => void response.destroy(),
  };
}

function pass(request: IncomingMessage, response: ServerResponse): void {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const [first] = pieces;
    const body = pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
    const headers = { 'content-type': 'application/json' };
    const { url: path = '/', method } = request;
    const isPost = method === 'POST';
    const ask = { path, method: isPost ? 'POST' : 'GET', headers, body: isPost ? body : null };
    pool.dispatch(ask as Dispatcher.DispatchOptions, relay(response));
  });
}

const server = createServer({ keepAliveTimeout: 75_000 }, pass);

serve({
  url: await listenOnLoopback(server),
  async stop() {
    server.closeAllConnections();
    server.close();
    await pool.destroy();
  },
});
