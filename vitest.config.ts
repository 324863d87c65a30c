import { defineConfig } from 'vitest/config';

/** Four projects: `unit` needs nothing, `integration` real servers, `e2e` the whole gateway, `types` the compiler. */
export default defineConfig({
  test: {
    // Most of the time a test waits for a server, so a machine of two cores has work for both.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,apps}/*/{src,test}/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.{integration,e2e}.test.ts', '**/node_modules/**'],
          setupFiles: ['./scripts/fail-on-console.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{packages,apps}/*/{src,test}/**/*.integration.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['apps/*/test/**/*.e2e.test.ts'],
          globalSetup: ['./apps/gateway/test/harness/report-skipped.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['{packages,apps}/*/src/**/*.test-d.ts'],
            tsconfig: './tsconfig.json',
          },
        },
      },
    ],
  },
});
