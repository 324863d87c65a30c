import { ErrorBody } from '@hearth/wire';

/** One event of `text/event-stream`: its data, or a comment. */
export interface StreamEvent {
  readonly data: string | undefined;
  readonly comment: string | undefined;
}

function toEvent(block: string): StreamEvent {
  if (block.startsWith(':')) return { data: undefined, comment: block.slice(1).trim() };
  return { data: block.replace(/^data: /, ''), comment: undefined };
}

/** The events of an answer as they come. Leaving it cancels the request. */
export async function* readEvents(response: Response): AsyncGenerator<StreamEvent, void, void> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body) {
    const blocks = `${rest}${decoder.decode(bytes, { stream: true })}`.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield toEvent(block);
  }
  if (rest !== '') yield toEvent(rest);
}

export interface StreamStory {
  readonly data: readonly string[];
  readonly comments: number;
  /** Whether the last event is `[DONE]`. */
  readonly isDone: boolean;
  /** The error frame, where there is one. */
  readonly error: ErrorBody['error'] | undefined;
}

function errorOf(data: string): ErrorBody['error'] | undefined {
  if (!data.startsWith('{"error"')) return undefined;
  return ErrorBody.parse(JSON.parse(data)).error;
}

/** Reads an answer to its end. */
export async function readStory(response: Response): Promise<StreamStory> {
  const data: string[] = [];
  let comments = 0;
  for await (const event of readEvents(response)) {
    if (event.data === undefined) comments++;
    else data.push(event.data);
  }
  const last = data.at(-1) ?? '';
  return { data, comments, isDone: last === '[DONE]', error: errorOf(last) };
}
