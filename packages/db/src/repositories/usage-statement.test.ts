import { sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/pglite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { awkwardTexts, sampleUsage } from '../conformance/samples.ts';
import type { UsageRow } from '../ports.ts';
import { usageEvents } from '../schema.ts';
import { insertUsage } from './usage-statement.ts';

const dialect = new PgDialect({ casing: 'snake_case' });
const statementOf = (rows: readonly UsageRow[]) => dialect.sqlToQuery(insertUsage(rows));

test('the statement has one text and one parameter for any rows, so that it can be prepared', () => {
  const { sql: text } = statementOf([sampleUsage()]);
  const row = fc
    .record({ model: fc.constantFrom(...awkwardTexts), keyId: fc.option(fc.string()) })
    .map(sampleUsage);
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const statement = statementOf(rows);
      expect(statement.sql).toBe(text);
      expect(statement.params).toEqual([expect.any(String)]);
    }),
    { numRuns: 100 },
  );
});

test('the statement names the table and its columns as the schema does', () => {
  const database = drizzle.mock({ casing: 'snake_case' });
  const { sql: bySchema } = database.insert(usageEvents).select(sql`!`).toSQL();
  const target = bySchema.replaceAll(/["!]/g, '').replaceAll(', ', ',').trim();
  expect(statementOf([]).sql.replaceAll(', ', ',')).toContain(target);
});
