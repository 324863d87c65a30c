import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import type { Environment } from './env.ts';

export type Log = Logger;

function prettyStream(color: boolean): DestinationStream {
  return pretty({
    colorize: color,
    singleLine: true,
    ignore: 'pid,hostname',
    translateTime: 'HH:MM:ss',
    sync: true,
  });
}

/** JSON where a machine reads (no terminal, or `HEARTH_LOG=json`), short coloured lines where a person does. */
export function writesJson(environment: Environment): boolean {
  if (environment.log === 'auto') return process.stdout.isTTY !== true;
  return environment.log === 'json';
}

const formatters = { level: (label: string) => ({ level: label }) };

export function createLog(environment: Environment): Log {
  const options = {
    level: environment.log === 'silent' ? 'silent' : environment.logLevel,
    base: null,
  };
  if (writesJson(environment)) {
    return pino(
      { ...options, formatters, timestamp: pino.stdTimeFunctions.isoTime },
      pino.destination({ fd: 1, sync: false }),
    );
  }
  return pino(options, prettyStream(environment.color));
}
