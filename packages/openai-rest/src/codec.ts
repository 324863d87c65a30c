import type { AppRouter } from '@hearth/api';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type * as z from 'zod';
import type { RestAnswer } from './rest.ts';

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;

/** `chat.stream`, `embed.create`, …: the procedures of the two routers that `/v1` is made of. */
export type ProcedurePath = {
  [Name in 'chat' | 'embed']: `${Name}.${keyof Inputs[Name] & string}`;
}['chat' | 'embed'];

type At<Tree, Path> = Path extends `${infer Name}.${infer Rest}`
  ? Name extends keyof Tree
    ? At<Tree[Name], Rest>
    : never
  : Path extends keyof Tree
    ? Tree[Path]
    : never;

/** What a codec reads of a request: the parsed body and the parameters of the path. */
export interface Decoded {
  readonly body: unknown;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What the OpenAPI document says of a route. */
export interface RouteDescription {
  readonly summary: string;
  readonly request?: z.ZodType;
  readonly response: z.ZodType;
  /** The item of the event stream, where the route can stream. */
  readonly event?: z.ZodType;
}

/** A wire format of one procedure: how its input is read and its output written. Errors are written in one place for all. */
export interface Codec<Path extends ProcedurePath> {
  readonly describe: RouteDescription;
  decode(request: Decoded): At<Inputs, Path>;
  /** `input` is what `decode` gave, parsed. */
  encode(output: At<Outputs, Path>, input: At<Inputs, Path>): RestAnswer | Promise<RestAnswer>;
}

export interface Route<Path extends ProcedurePath> {
  readonly procedure: Path;
  readonly type: 'query' | 'mutation';
  readonly codec: Codec<Path>;
}

/** Ties a procedure to its codec, so that a codec of another procedure doesn't compile. */
export function route<Path extends ProcedurePath>(
  procedure: Path,
  type: 'query' | 'mutation',
  codec: Codec<Path>,
): Route<Path> {
  return { procedure, type, codec };
}
