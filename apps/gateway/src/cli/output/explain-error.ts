import { isStoreUnavailable } from '@hearth/db';
import { isHearthError } from '@hearth/wire';
import { CommanderError } from 'commander';
import { SettingsError } from '../../env.ts';
import { HomeError } from '../../home/home.ts';
import { CommandError } from './command-error.ts';
import { explainListenError } from './explain-listen-error.ts';
import type { Explanation } from './explanation.ts';

/** Commander's `error: unknown command 'kyes'\n(Did you mean keys?)` as sentences. */
function explainUsage({ message }: CommanderError, command: string): Explanation {
  const [said = '', hint] = message.replace(/^error: /, '').split('\n');
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1)}`.replace(/\.?$/, '.');
  const suggestion = hint === undefined ? `\`${command} --help\` says how.` : hint.slice(1, -1);
  return { code: 'invalid_usage', message: `${sentence} ${suggestion}`, exitCode: 2 };
}

/** The store's packages load a database; their errors are known by name so that explaining one doesn't. */
function isStoreLocked(error: Error): boolean {
  return error.name === 'StoreLockedError';
}

function explainUnknown(error: unknown): Explanation {
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'internal_error', message: `Hearth failed: ${reason}`, exitCode: 1 };
}

/** Any error as one sentence with its fix; never a stack. `command` is the one whose help says more. */
export function explainError(error: unknown, command = 'hearth'): Explanation {
  if (error instanceof CommanderError) return explainUsage(error, command);
  if (!(error instanceof Error)) return explainUnknown(error);
  const { message } = error;
  if (error instanceof SettingsError)
    return { code: 'invalid_settings', message, faults: error.faults, exitCode: 2 };
  if (error instanceof CommandError) return { code: error.code, message, exitCode: error.exitCode };
  if (error instanceof HomeError) return { code: 'home_unusable', message, exitCode: 1 };
  if (isStoreLocked(error)) return { code: 'store_locked', message, exitCode: 1 };
  if (isStoreUnavailable(error)) {
    const fix = 'See that the server of DATABASE_URL runs and lets Hearth in, then try again.';
    return { code: 'store_unavailable', message: `${message}. ${fix}`, exitCode: 1 };
  }
  if (isHearthError(error))
    return { code: error.code, message, exitCode: error.status === 400 ? 2 : 1 };
  return explainListenError(error) ?? explainUnknown(error);
}
