import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../env.ts';
import { explainError } from '../output/explain-error.ts';
import { type Finding, ok, problem, skipped } from './finding.ts';
import type { RunningGateway } from './running-gateway.ts';

function failed(error: unknown, fix: string): Finding {
  return problem('database', explainError(error).message, fix);
}

async function checkServer(url: string): Promise<Finding> {
  const { openPostgres } = await import('@hearth/db/postgres');
  try {
    await using store = await openPostgres({ url });
    await store.check();
    return ok('database', 'the PostgreSQL server of DATABASE_URL answers');
  } catch (error) {
    return failed(error, 'Start the server, or mend DATABASE_URL.');
  }
}

/** Opens it, which also brings its schema up to date, as the next start would. */
async function checkFolder(folder: string): Promise<Finding> {
  const { openPglite } = await import('@hearth/db/pglite');
  try {
    await using store = await openPglite({ folder });
    await store.check();
    return ok('database', 'embedded, opens and answers');
  } catch (error) {
    const fix = 'End the process that has it open, or restore the folder from a backup.';
    return failed(error, fix);
  }
}

function asGatewaySays({ relational }: RunningGateway['stores']): Finding {
  if (relational.state === 'up')
    return ok('database', `open in the running gateway (${relational.kind})`);
  const detail = `The running gateway can't reach its database: ${relational.error ?? relational.state}.`;
  return problem('database', detail, 'Start the database server; the gateway goes on by itself.');
}

export async function checkDatabase(
  { home, databaseUrl }: Environment,
  gateway: RunningGateway | undefined,
): Promise<Finding> {
  if (gateway !== undefined) return asGatewaySays(gateway.stores);
  if (databaseUrl !== undefined) return checkServer(databaseUrl);
  const folder = join(home, 'database');
  if (existsSync(folder)) return checkFolder(folder);
  return skipped('database', 'embedded; the first start makes it');
}
