import { goJson } from '../http/go-json.ts';
import { isRecord, type JsonRecord } from '../values.ts';
import type { Fault } from './fault.ts';

/** One line on its way out. */
export interface Line {
  readonly value: JsonRecord;
  readonly index: number;
  readonly last: boolean;
}

/** What leaves in its place, and how the answer goes on. */
export interface FaultedLine {
  readonly text: string;
  readonly next: 'go-on' | 'end' | 'destroy';
}

const crash = 'an error was encountered while running the model: unexpected EOF';

export function applyLineFault(fault: Fault | undefined, line: Line): FaultedLine {
  const text = `${goJson(line.value)}\n`;
  const due = (afterLines: number) => line.index === afterLines;
  switch (fault?.kind) {
    case 'drop-mid-stream':
      if (due(fault.afterLines)) return { text: '', next: 'destroy' };
      break;
    case 'error-line':
      if (!due(fault.afterLines)) break;
      return { text: `${goJson({ error: fault.message ?? crash })}\n`, next: 'end' };
    case 'malformed-line':
      if (due(fault.afterLines ?? 1)) return { text: `{"model":"broken\n${text}`, next: 'go-on' };
      break;
    case 'giant-line':
      if (due(0)) return { text: `${goJson(inflate(line.value, fault.bytes))}\n`, next: 'go-on' };
      break;
    default:
      if (line.last) return applyLastLineFault(fault, text);
  }
  return { text, next: 'go-on' };
}

function applyLastLineFault(fault: Fault | undefined, text: string): FaultedLine {
  if (fault?.kind === 'no-done') return { text: '', next: 'end' };
  if (fault?.kind === 'truncated-json')
    return { text: text.slice(0, text.length / 2), next: 'end' };
  if (fault?.kind === 'duplicate-done') return { text: text + text, next: 'go-on' };
  return { text, next: 'go-on' };
}

function inflate(value: JsonRecord, bytes: number): JsonRecord {
  const filler = 'x'.repeat(bytes);
  const { message } = value;
  if (isRecord(message)) return { ...value, message: { ...message, content: filler } };
  return { ...value, response: filler };
}
