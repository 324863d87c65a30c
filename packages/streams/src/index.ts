export { type Ending, type LeasedOptions, leased } from './leased.ts';
export { mapStream } from './map-stream.ts';
export {
  createLineSplitter,
  type LineSplitter,
  type LineSplitterOptions,
  LineTooLongError,
  ndjson,
} from './ndjson.ts';
export { type PrimedOptions, primed } from './primed.ts';
export { sse, sseComment, sseDone, sseEvent } from './sse.ts';
export { ping, withPing } from './with-ping.ts';
