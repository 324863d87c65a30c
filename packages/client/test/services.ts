import type { ModelCall, Services } from '@hearth/api';
import {
  type ApiKey,
  type ChatChunk,
  type ChatRequest,
  callerScopes,
  grants,
  HearthError,
  type Model,
  type SystemSnapshot,
} from '@hearth/wire';

/** What a test wants `chat.open` to do; the rest of the services answer plainly. */
export type OpenChat = (
  request: ChatRequest,
  call: ModelCall,
) => Promise<AsyncIterable<ChatChunk[]>>;

export const ownerKey = 'hk_owner';
export const callerKey = 'hk_caller';

const scopesOf: Record<string, readonly string[]> = {
  [ownerKey]: [...callerScopes, 'admin:*'],
  [callerKey]: callerScopes,
};

const at = '2026-11-25T00:00:00.000Z';

const key: ApiKey = {
  id: 'key_1',
  name: 'agent',
  hint: 'hk_abcde…wxyz',
  status: 'active',
  scopes: [...callerScopes],
  models: null,
  rpm: null,
  tpm: null,
  concurrency: null,
  createdAt: at,
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
};

const model: Model = { id: 'demo-chat', object: 'model', created: 1, owned_by: 'library' };

const snapshot: SystemSnapshot = {
  version: '0.0.0',
  at,
  startedAt: at,
  draining: false,
  upstream: {
    url: 'http://127.0.0.1:11434',
    demo: true,
    state: 'up',
    version: '0.30.0',
    checkedAt: at,
    error: null,
  },
  stores: { relational: { kind: 'embedded', state: 'up', checkedAt: at, error: null } },
  limiter: { queueLimit: 64, models: [] },
  warm: [],
  usage: { pendingRows: 0, droppedRows: 0 },
  warnings: [],
};

const moved = async (name: string, resident: boolean) => ({ model: name, resident, loadMs: null });

async function authorize(token: string | undefined, scope: Parameters<typeof grants>[1]) {
  const scopes = scopesOf[token ?? ''];
  if (scopes === undefined) throw new HearthError('invalid_api_key', 'The key is unknown.');
  if (!grants(scopes, scope)) {
    throw new HearthError('insufficient_scope', `The key lacks the scope '${scope}'.`);
  }
  const none = { models: null, rpm: null, tpm: null, concurrency: null };
  return { keyId: 'key_1', keyName: 'agent', scopes, ...none };
}

export function createServices(openChat: OpenChat): Services {
  return {
    access: { authorize },
    chat: { open: openChat },
    embed: {
      create: async ({ input }) => ({
        object: 'list',
        data: [input].flat().map((text, index) => ({
          object: 'embedding',
          index,
          embedding: [text.length, 0.5],
        })),
        model: 'demo-embed',
        usage: { prompt_tokens: 1, total_tokens: 1 },
      }),
    },
    models: {
      list: async () => [model],
      find: async () => model,
      installed: async () => [],
      warm: (name) => moved(name, true),
      unload: (name) => moved(name, false),
    },
    keys: {
      create: async ({ name }) => ({ ...key, name, key: 'hk_secret' }),
      list: async () => [key],
      revoke: async (id) => ({ ...key, id, status: 'revoked', revokedAt: at }),
    },
    usage: {
      summary: async () => ({ since: at, until: at, rows: [] }),
      rows: async () => [],
    },
    system: { snapshot: async () => snapshot },
  };
}
