import { parseWire } from '@hearth/wire';
import type * as z from 'zod';

interface Parser<Input, Output> {
  readonly _input: Input;
  readonly _output: Output;
  parse(value: unknown): Output;
}

/** A parser for `.input()` whose failure is already a `HearthError` that names the parameter. */
export function wireInput<Schema extends z.ZodType>(
  schema: Schema,
): Parser<z.input<Schema>, z.output<Schema>> {
  const parse = (value: unknown) => parseWire(schema, value);
  // `_input` and `_output` exist for inference only, as in zod's own schemas: tRPC never reads them.
  return { parse } as Parser<z.input<Schema>, z.output<Schema>>;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** A parser for `.output()` of a stream. Items aren't checked: they are made by our own mapping, thousands a second. */
export function streamOf<Item>(): Parser<AsyncIterable<Item[]>, AsyncIterable<Item[]>> {
  const parse = (value: unknown) => {
    if (isAsyncIterable(value)) return value;
    throw new TypeError(`Expected an async iterable, got ${typeof value}`);
  };
  return { parse } as Parser<AsyncIterable<Item[]>, AsyncIterable<Item[]>>;
}
