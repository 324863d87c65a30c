import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import type { PostgresServer } from './postgres-server.ts';

/** The URL of a new database on that server. */
export async function emptyDatabase(server: Pick<PostgresServer, 'url'>): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = postgres(server.url, { max: 1 });
  await client.unsafe(`create database ${name}`);
  await client.end();
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return url.href;
}
