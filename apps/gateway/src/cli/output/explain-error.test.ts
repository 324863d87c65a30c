import { StoreUnavailableError } from '@hearth/db';
import { StoreLockedError } from '@hearth/db/pglite';
import { HearthError } from '@hearth/wire';
import { expect, test } from 'vitest';
import { SettingsError } from '../../env.ts';
import { HomeError } from '../../home/home.ts';
import { CommandError } from './command-error.ts';
import { explainError } from './explain-error.ts';

function listenError(code: string, facts: Record<string, unknown>): Error {
  return Object.assign(new Error(`listen ${code}`), { code, syscall: 'listen', ...facts });
}

test('a taken port is named, with the way to any free one', () => {
  const error = listenError('EADDRINUSE', { address: '127.0.0.1', port: 7411 });
  const { code, message, exitCode } = explainError(error);
  expect({ code, exitCode }).toEqual({ code: 'can_not_listen', exitCode: 1 });
  expect(message).toContain('port 7411');
  expect(message).toContain('HEARTH_PORT=0');
});

test.each([
  ['EACCES', { address: '127.0.0.1', port: 80 }, 'HEARTH_PORT'],
  ['EADDRNOTAVAIL', { address: '10.9.9.9', port: 7411 }, 'HEARTH_HOST'],
])('%s while listening says which setting to change', (code, facts, setting) => {
  expect(explainError(listenError(code, facts)).message).toContain(setting);
});

test('an unknown host name is an address that this machine does not have', () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), {
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
    hostname: 'no.such.host',
  });
  expect(explainError(error).message).toContain('no.such.host is no address of this machine');
});

test.each([
  [new SettingsError([{ name: 'A', problem: 'b', example: 'c' }]), 'invalid_settings', 2],
  [new HomeError('no room'), 'home_unusable', 1],
  [new StoreLockedError('/home/database', 7), 'store_locked', 1],
  [new StoreUnavailableError('The database is unavailable (ECONNREFUSED)'), 'store_unavailable', 1],
  [new HearthError('invalid_value', 'wrong'), 'invalid_value', 2],
  [new HearthError('model_not_found', 'none'), 'model_not_found', 1],
  [new CommandError('no_gateway', 'none runs'), 'no_gateway', 1],
  [new Error('a bug'), 'internal_error', 1],
  ['not an error', 'internal_error', 1],
])('%s has a code and an exit code', (error, code, exitCode) => {
  expect(explainError(error)).toMatchObject({ code, exitCode });
});

test('nothing is explained with a stack', () => {
  expect(explainError(new Error('a bug')).message).toBe('Hearth failed: a bug');
});
