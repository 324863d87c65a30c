/** One server-sent event as a browser would dispatch it. */
export interface ParsedEvent {
  readonly type: string;
  readonly data: string;
}

/** The whole text of an event stream, by the steps of the HTML standard, §9.2.6. */
export function parseEvents(text: string): ParsedEvent[] {
  const events: ParsedEvent[] = [];
  let type = '';
  let data: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (line === '') {
      if (data.length > 0) events.push({ type: type || 'message', data: data.join('\n') });
      type = '';
      data = [];
    } else if (field === 'event') type = value;
    else if (field === 'data') data.push(value);
  }
  return events;
}
