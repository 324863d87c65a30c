import { PGlite, types } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { migrate } from '../migrate.ts';
import { createRepositories } from '../repositories.ts';
import { createPgliteSession } from './pglite-session.ts';
import type { Opening, ThreadPorts } from './thread-ports.ts';

/** drizzle parses JSON itself: parsed twice, the text "true" would come back as a boolean. */
const parsers = { [types.JSONB]: (text: string) => text };

function createClient({ path, template }: Opening): Promise<PGlite> {
  const options = { parsers, ...(template && { loadDataDir: template }) };
  return path === undefined ? PGlite.create(options) : PGlite.create(path, options);
}

/** Opens the database on this thread, which it blocks for seconds when it is new, and brings its schema up to date. */
export async function openDatabase(opening: Opening): Promise<ThreadPorts> {
  const client = await createClient(opening);
  const session = createPgliteSession(client);
  try {
    await session.transaction(migrate);
  } catch (error) {
    await client.close();
    throw error;
  }
  return {
    ...createRepositories(session),
    control: {
      async check() {
        await session.run((database) => database.execute(sql`select 1`));
      },
      close: () => client.close(),
    },
  };
}
