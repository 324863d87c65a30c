import { readEnvironment, wantsColor } from '../env.ts';
import { run } from './run.ts';

// `hearth usage | head` closes the pipe early: that is no failure, and nobody is left to read about it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

// The exit is left to the end of the event loop, so that a pipe gets everything that was written to it.
process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  color: wantsColor(),
  readEnvironment,
});
