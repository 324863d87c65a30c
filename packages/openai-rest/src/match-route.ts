import { HearthError } from '@hearth/wire';
import type { ProcedurePath, Route } from './codec.ts';
import { routes } from './routes.ts';

export interface MatchedRoute {
  /** The key of the row, such as `GET /v1/models/{id}`. */
  readonly name: string;
  readonly route: Route<ProcedurePath>;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Row {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** The part before `{id}`; undefined where the path has no parameter. */
  readonly prefix: string | undefined;
  readonly route: Route<ProcedurePath>;
}

function toRow([key, route]: [string, unknown]): Row {
  const [method = '', path = ''] = key.split(' ');
  const brace = path.indexOf('{');
  return {
    name: key,
    method,
    path,
    prefix: brace === -1 ? undefined : path.slice(0, brace),
    // The table ties each procedure to its own codec; a row of all of them can only be called through that tie.
    route: route as Route<ProcedurePath>,
  };
}

const rows = Object.entries(routes).map(toRow);
const exact = new Map(
  rows.filter((row) => row.prefix === undefined).map((row) => [`${row.method} ${row.path}`, row]),
);

/** An id may come raw or percent-encoded. */
function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HearthError('not_found', `'${text}' is not a valid percent-encoded name.`);
  }
}

function fits(row: Row, path: string): boolean {
  if (row.prefix === undefined) return row.path === path;
  return path.startsWith(row.prefix) && path.length > row.prefix.length;
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** The methods that a path takes: empty when it is unknown. */
export function allowedMethods(url: string): string[] {
  const path = pathOf(url);
  return rows.filter((row) => fits(row, path)).map((row) => row.method);
}

function refuse(method: string, path: string): never {
  const allowed = allowedMethods(path);
  if (allowed.length === 0) {
    throw new HearthError(
      'not_found',
      `Unknown route: ${method} ${path}. The routes are listed at /docs.`,
    );
  }
  throw new HearthError(
    'method_not_allowed',
    `${path} takes ${allowed.join(' or ')}, not ${method}.`,
  );
}

/** Throws `HearthError` `not_found` or `method_not_allowed`. */
export function matchRoute(method: string, url: string): MatchedRoute {
  const path = pathOf(url);
  const found = exact.get(`${method} ${path}`);
  if (found !== undefined) return { name: found.name, route: found.route, parameters: {} };
  for (const row of rows) {
    if (row.prefix === undefined || row.method !== method || !fits(row, path)) continue;
    const id = decodeId(path.slice(row.prefix.length));
    return { name: row.name, route: row.route, parameters: { id } };
  }
  return refuse(method, path);
}
