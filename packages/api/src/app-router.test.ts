import { HearthError, type Scope } from '@hearth/wire';
import { callTRPCProcedure } from '@trpc/server';
import { expect, test } from 'vitest';
import { appRouter } from './app-router.ts';
import type { Context } from './context.ts';
import { toHearthError } from './to-hearth-error.ts';

type Listed = [string, { readonly _def: { readonly type: 'query' | 'mutation' } }];

// Flat at run time (`chat.stream`), nested in its type.
const procedures = Object.entries(appRouter._def.procedures) as unknown as Listed[];

interface Asked {
  readonly scopes: (Scope | null)[];
  readonly reached: string[];
}

/** Services that note what is asked of them; access lets nobody in. */
function closedContext(): { context: Context; asked: Asked } {
  const asked: Asked = { scopes: [], reached: [] };
  const access = {
    async authorize(_token: unknown, scope: Scope | null) {
      asked.scopes.push(scope);
      throw new HearthError('insufficient_scope', 'no');
    },
  };
  const services = new Proxy({ access } as Record<string, unknown>, {
    get(target, name) {
      if (name !== 'access') asked.reached.push(String(name));
      return target[String(name)];
    },
  });
  const request = {
    id: 'req_1',
    surface: 'trpc',
    remoteAddress: '127.0.0.1',
    token: undefined,
    maxWait: undefined,
    acceptsStream: true,
    over: new AbortController().signal,
    report: () => {},
  } as const;
  return { context: { services, request }, asked };
}

function call(path: string, type: 'query' | 'mutation', context: Context) {
  return callTRPCProcedure({
    router: appRouter,
    path,
    type,
    getRawInput: async () => {
      throw new Error('the input was read');
    },
    ctx: context,
    signal: undefined,
    batchIndex: 0,
  });
}

test.each(procedures)(
  '%s asks for a scope before it reads its input or touches anything',
  async (path, procedure) => {
    const { context, asked } = closedContext();
    const error = await call(path, procedure._def.type, context).catch(toHearthError);
    expect(error).toMatchObject({ code: 'insufficient_scope' });
    expect(asked.scopes).toHaveLength(1);
    expect(asked.reached).toEqual([]);
  },
);

test('whatever changes something or carries text is a mutation, so that no prompt is in a URL', () => {
  const queries = procedures.filter(([, { _def }]) => _def.type === 'query').map(([path]) => path);
  expect(queries.sort()).toEqual([
    'admin.keys.list',
    'admin.models.list',
    'admin.system.snapshot',
    'admin.usage.rows',
    'admin.usage.summary',
    'chat.model',
    'chat.models',
  ]);
});

test('reading needs admin:read, every other admin procedure admin:*', async () => {
  for (const [path, procedure] of procedures.filter(([name]) => name.startsWith('admin.'))) {
    const { context, asked } = closedContext();
    await call(path, procedure._def.type, context).catch(() => {});
    expect([path, asked.scopes]).toEqual([
      path,
      [procedure._def.type === 'query' ? 'admin:read' : 'admin:*'],
    ]);
  }
});
