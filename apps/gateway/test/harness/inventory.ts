import { appRouter } from '@hearth/api';
import { routes } from '@hearth/openai-rest';
import type { Scope } from '@hearth/wire';
import type { ExpectedError } from './expect-error.ts';
import { expectOpenAiError, expectTrpcError } from './expect-error.ts';
import type { Answer, Sending } from './send.ts';

/** One way into the gateway that needs a key. */
export interface Entrance {
  readonly name: string;
  readonly path: string;
  readonly method: 'GET' | 'POST';
  /** Scopes that don't let in here, each set the scopes of one key. */
  readonly wrongScopes: readonly (readonly Scope[])[];
  expectError(answer: Answer, expected: ExpectedError): void;
}

/** By router: every other scope there is. A new router has to be added here before its routes pass. */
const scopesOfOthers: Record<string, readonly Scope[]> = {
  chat: ['embed', 'admin:*'],
  embed: ['chat', 'models', 'admin:*'],
  admin: ['chat', 'embed', 'models'],
};

function wrongScopesOf(procedure: string, type: string): readonly (readonly Scope[])[] {
  const others = scopesOfOthers[procedure.split('.', 1)[0] ?? ''];
  if (others === undefined) throw new Error(`Say which scopes don't open ${procedure}`);
  const isAdminWrite = procedure.startsWith('admin.') && type === 'mutation';
  return isAdminWrite ? [others, ['admin:read']] : [others];
}

function restEntrances(): Entrance[] {
  return Object.entries(routes).map(([name, { procedure, type }]) => {
    const [method = '', path = ''] = name.split(' ');
    return {
      name,
      method: method === 'GET' ? 'GET' : 'POST',
      path: path.replace(/\{\w+\}/, 'any-model'),
      wrongScopes: wrongScopesOf(procedure, type),
      expectError: expectOpenAiError,
    };
  });
}

/** Its types nest them by router; what runs is one flat record by path (tRPC router.ts `createRouterFactory`). */
const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<string, { readonly _def: { type: string } }>,
);

function trpcEntrances(): Entrance[] {
  return procedures.map(([name, procedure]) => {
    const { type } = procedure._def;
    return {
      name: `/trpc/${name}`,
      method: type === 'query' ? 'GET' : 'POST',
      path: `/trpc/${name}`,
      wrongScopes: wrongScopesOf(name, type),
      expectError: expectTrpcError,
    };
  });
}

/** Every route of `/v1` and every procedure of `/trpc`, read from the tables that serve them. */
export const entrances: readonly Entrance[] = [...restEntrances(), ...trpcEntrances()];

/** A request whose body no schema takes: the key has to be judged before the body. */
export function knock({ method }: Entrance, key: string | null): Sending {
  return method === 'GET' ? { method, key } : { method, key, body: {} };
}
