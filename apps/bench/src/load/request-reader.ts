const headEnd = '\r\n\r\n';

/**
 * Reads requests off a socket: a request line, a content-length, a body. It knows no chunked bodies and no errors, because
 * only the subjects of a campaign talk to it.
 */
export function createRequestReader(
  onRequest: (path: string, body: string) => void,
): (piece: Buffer) => void {
  let text = '';

  /** Whether a whole request was there. */
  function take(): boolean {
    const end = text.indexOf(headEnd);
    if (end === -1) return false;
    const head = text.slice(0, end);
    const [, path = '/'] = head.split(' ', 2);
    const [, length = '0'] = /content-length: *(\d+)/i.exec(head) ?? [];
    const bodyAt = end + headEnd.length;
    const bodyEnd = bodyAt + Number(length);
    if (text.length < bodyEnd) return false;
    const body = text.slice(bodyAt, bodyEnd);
    text = text.slice(bodyEnd);
    onRequest(path, body);
    return true;
  }

  return (piece) => {
    text += piece.toString('latin1');
    while (take());
  };
}
