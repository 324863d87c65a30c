import { expect, test } from 'vitest';
import { type Campaign, UsageError, wholeNumber } from './campaigns/campaign.ts';
import { readCommand } from './command-line.ts';

const campaign: Campaign = {
  name: 'aborts',
  summary: 'callers leave',
  flags: { count: { type: 'string', default: '10', help: 'calls in all' } },
  run: async () => ({ checks: [], tables: [], notes: [], figures: null }),
};
const read = (...args: string[]) => readCommand(args, [campaign]);

test('without a name, the campaigns are listed with a line each', () => {
  expect(read()).toMatchObject({ kind: 'help', text: expect.stringContaining('callers leave') });
});

test('options have their defaults', () => {
  expect(read('aborts')).toMatchObject({ kind: 'run', values: { count: '10' } });
  expect(read('aborts', '--count', '3')).toMatchObject({ values: { count: '3' } });
});

test('--help after a name lists its options', () => {
  const text = expect.stringContaining('calls in all (default 10)');
  expect(read('aborts', '--help')).toMatchObject({ kind: 'help', text });
});

test('an unknown campaign and an unknown option are refused', () => {
  expect(() => read('abort')).toThrow(UsageError);
  expect(() => read('aborts', '--counts', '3')).toThrow(UsageError);
});

test.each(['', 'x', '-1', '0', '1.5'])('%j is no count', (count) => {
  expect(() => wholeNumber({ count }, 'count')).toThrow(UsageError);
});
