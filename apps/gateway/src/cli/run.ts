import { type Command, CommanderError } from 'commander';
import type { Environment } from '../env.ts';
import { explainError } from './output/explain-error.ts';
import { createOutput, type OutputOptions } from './output/output.ts';
import { createPaint } from './output/paint.ts';
import { createProgram } from './program.ts';

export interface World extends OutputOptions {
  /** Whether colours are wanted at a terminal. */
  readonly color: boolean;
  /** Throws `SettingsError`. */
  readonly readEnvironment: () => Environment;
}

/** What the parser throws after it has printed help; where help was not asked for, a command was missing. */
function helpExit(error: unknown): number | undefined {
  if (!(error instanceof CommanderError)) return undefined;
  if (error.code === 'commander.help') return 2;
  return error.exitCode === 0 ? 0 : undefined;
}

/** `hearth keys create`: the command that the words lead to, as far as there is one. */
function commandOf(program: Command, words: readonly string[]): string {
  const [first, ...rest] = words;
  const next = program.commands.find((command) => command.name() === first);
  return next === undefined ? program.name() : `${program.name()} ${commandOf(next, rest)}`;
}

/** Runs one command line. Never rejects: the exit code is 0, 1 for a failure, 2 for wrong arguments or settings. */
export async function run(words: readonly string[], world: World): Promise<number> {
  const output = createOutput(world);
  let exitCode = 0;
  const program = createProgram({
    output,
    paint: createPaint(world.color && output.isTerminal),
    environment: world.readEnvironment,
    exitWith: (code) => {
      exitCode = code;
    },
  });
  try {
    await program.parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' });
    return exitCode;
  } catch (error) {
    const helped = helpExit(error);
    if (helped !== undefined) return helped;
    const explanation = explainError(error, commandOf(program, words));
    output.fail(explanation, words.includes('--json'));
    return explanation.exitCode;
  }
}
