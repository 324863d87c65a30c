import { beforeEach } from 'vitest';

const methods = ['debug', 'error', 'info', 'log', 'warn'] as const;

/** Nothing in a package may write to the console: the log port and the command line are the only ways out. */
beforeEach(() => {
  for (const method of methods) {
    console[method] = (...words: unknown[]) => {
      throw new Error(`console.${method} was called in a test: ${words.map(String).join(' ')}`);
    };
  }
});
