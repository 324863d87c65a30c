import type { Command } from 'commander';
import { settings } from '../../settings/settings.ts';
import type { Invocation } from '../invocation.ts';
import { describe } from './describe.ts';

function settingsHelp(): string {
  const width = Math.max(...Object.keys(settings).map((name) => name.length));
  const lines = Object.entries(settings).map(
    ([name, { meaning, example }]) =>
      `  ${name.padEnd(width)}  ${meaning}\n  ${' '.repeat(width)}  e.g. ${example}`,
  );
  return `\nSettings, read from the environment:\n${lines.join('\n')}`;
}

export function addStartCommand(program: Command, { environment }: Invocation): void {
  const command = describe(program.command('start'), {
    summary: 'run the gateway until SIGTERM or Ctrl-C',
    more: 'It needs nothing else: without DATABASE_URL it keeps its data in HEARTH_HOME, and without an Ollama the built-in demo answers.',
    examples: ['hearth start', 'HEARTH_PORT=0 hearth start'],
  });
  command.addHelpText('after', settingsHelp()).action(async () => {
    const settings = environment();
    // The gateway is a heavy import that no other command needs.
    const { start } = await import('../start.ts');
    await start(settings);
  });
}
