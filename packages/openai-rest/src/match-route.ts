import { HearthError } from '@hearth/wire';
import type { ProcedurePath, Route } from './codec.ts';
import { routes } from './routes.ts';

export interface MatchedRoute {
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

function findRow(method: string, path: string): Row | undefined {
  const found = exact.get(`${method} ${path}`);
  return found ?? rows.find((row) => row.method === method && fits(row, path));
}

/** The row of the routes table that a request belongs to, such as `GET /v1/models/{id}`; `unknown` where none fits. */
export function routeName(method: string, url: string): string {
  return findRow(method, pathOf(url))?.name ?? 'unknown';
}

/** Throws `HearthError` `not_found` or `method_not_allowed`. */
export function matchRoute(method: string, url: string): MatchedRoute {
  const path = pathOf(url);
  const row = findRow(method, path);
  if (row === undefined) return refuse(method, path);
  if (row.prefix === undefined) return { route: row.route, parameters: {} };
  return { route: row.route, parameters: { id: decodeId(path.slice(row.prefix.length)) } };
}
