import { CommandError } from '../output/command-error.ts';

/** For what only a running gateway can do. */
export function noGateway(home: string): CommandError {
  return new CommandError(
    'no_gateway',
    `No gateway runs on ${home}. Start one with \`npm start\`; if one runs elsewhere, set HEARTH_HOME as it was set there, or HEARTH_ADMIN_KEY to one of its admin keys.`,
  );
}
