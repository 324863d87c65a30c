import type { Command } from 'commander';

export interface Description {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What the help of the command begins with. Default: the summary. */
  readonly more?: string;
  /** Command lines that work. */
  readonly examples: readonly string[];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Gives a command the texts of its help. */
export function describe(command: Command, { summary, more, examples }: Description): Command {
  const lines = examples.map((example) => `  $ ${example}`);
  return command
    .summary(summary)
    .description(more === undefined ? sentence(summary) : `${sentence(summary)} ${more}`)
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** The option that every command but `start` has. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON document and nothing else on stdout');
}

export interface JsonOption {
  readonly json?: boolean;
}
