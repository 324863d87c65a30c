import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One exchange over node:http, which lets a test set any header, Host too. */
export async function exchange(url: string, sent: RawRequest): Promise<RawAnswer> {
  const { method, headers = {}, body = '' } = sent;
  const length = body === '' ? {} : { 'content-length': `${Buffer.byteLength(body)}` };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${url}${sent.path}`, { method, headers: { ...headers, ...length } });
    outgoing.once('error', reject);
    outgoing.once('response', async (response) => {
      const answered = { status: response.statusCode ?? 0, headers: response.headers };
      text(response).then((received) => resolve({ ...answered, text: received }), reject);
    });
    outgoing.end(body);
  });
}
