import { Command } from 'commander';
import { version } from '../system/version.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addKeysCommand } from './commands/keys.ts';
import { addModelsCommand } from './commands/models.ts';
import { addStartCommand } from './commands/start.ts';
import { addStatusCommand } from './commands/status.ts';
import { addUsageCommand } from './commands/usage.ts';
import type { Invocation } from './invocation.ts';

const manners = `
Every command but start takes --json. From a clone, write \`npm run hearth -- <command>\`.
With HEARTH_ADMIN_KEY set a command asks the gateway at HEARTH_HOST and HEARTH_PORT; without it, the
gateway that runs on HEARTH_HOME; and where none runs, keys and usage come from the store itself.

Examples:
  $ hearth start
  $ hearth keys create --name laptop
  $ hearth doctor`;

/** The command line. Errors in its use are thrown as `CommanderError`; their text is left to the caller. */
export function createProgram(invocation: Invocation): Command {
  const { output } = invocation;
  const program = new Command('hearth')
    .description('Hearth, the typed gateway for your own Ollama.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .addHelpText('after', manners)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.raw(text, 'stdout'),
      writeErr: (text) => output.raw(text, 'stderr'),
      outputError: () => {},
    });
  addStartCommand(program, invocation);
  addKeysCommand(program, invocation);
  addModelsCommand(program, invocation);
  addUsageCommand(program, invocation);
  addStatusCommand(program, invocation);
  addDoctorCommand(program, invocation);
  return program;
}
