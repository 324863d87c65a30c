import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Database } from '../session.ts';
import type { PostgresSettings } from './postgres-settings.ts';
import { createSingleSocket, type SingleSocket } from './single-socket.ts';

/** One connection, used by one piece of work at a time. Connects at its first query; once closed it never comes back. */
export interface Connection {
  readonly database: Database;
  readonly closed: boolean;
  command(statement: 'begin' | 'commit' | 'rollback'): Promise<void>;
  /** Whatever is under way rejects. */
  close(): void;
}

/** How long the server gets to close its side. */
const goodbyeMs = 1_000;

/** OID of jsonb. drizzle parses JSON itself: parsed twice, the text "true" would come back as a boolean. */
const jsonb = 3802;
const jsonText = {
  to: jsonb,
  from: [jsonb],
  parse: (text: string) => text,
  serialize: (text: string) => text,
};

function clientOptions(settings: PostgresSettings, socket: SingleSocket) {
  return {
    max: 1,
    connect_timeout: settings.connectTimeoutMs / 1000,
    // A connection that is retired by age is retired between two statements of a transaction as well (src/connection.js `end`).
    max_lifetime: null,
    fetch_types: false,
    onnotice: () => {},
    types: { jsonText },
    socket: socket.open,
    connection: {
      application_name: 'hearth',
      statement_timeout: Math.round(settings.queryTimeoutMs * 0.8),
    },
  };
}

export function openConnection(settings: PostgresSettings): Connection {
  const socket = createSingleSocket();
  let closed = false;
  const client = postgres(settings.url, { ...clientOptions(settings, socket), onclose: close });

  function close(): void {
    if (closed) return;
    closed = true;
    client.end({ timeout: 0 }).then(undefined, () => {});
    // Not at once: the goodbye that `end` writes next would fail on a destroyed socket, under TLS where nobody listens.
    setTimeout(socket.destroy, goodbyeMs).unref();
  }

  return {
    database: drizzle({ client, casing: 'snake_case' }),
    get closed() {
      return closed;
    },
    async command(statement) {
      await client.unsafe(statement);
    },
    close,
  };
}
