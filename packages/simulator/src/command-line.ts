import { parseArgs } from 'node:util';
import type { SimulatorOptions } from './options.ts';

export const help = `Usage: hearth-simulator [options]

An Ollama that answers without a model.

  --port N               port to listen on; 0 takes any free one (default 11434)
  --host H               address to listen on (default 127.0.0.1)
  --seed N               seed of all replies (default 1)
  --models A,B           installed models, each NAME or NAME=completion+tools+thinking+vision+insert+embedding
  --ttft-ms N            time to the first token (default 20)
  --tokens-per-second N  pace of the answer; Infinity sends it at once (default 60)
  --num-parallel N       calls that one model runs at once (default 1)
  --load-ms N            time to load a model (default 0)
  --help                 this text
`;

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }
  | {
      readonly kind: 'serve';
      readonly port: number;
      readonly host: string;
      readonly options: SimulatorOptions;
    };

const flags = {
  port: { type: 'string', default: '11434' },
  host: { type: 'string', default: '127.0.0.1' },
  seed: { type: 'string' },
  models: { type: 'string' },
  'ttft-ms': { type: 'string' },
  'tokens-per-second': { type: 'string' },
  'num-parallel': { type: 'string' },
  'load-ms': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export function readCommandLine(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({ args: [...args], options: flags });
    if (values.help) return { kind: 'help' };
    return {
      kind: 'serve',
      port: readNumber('port', values.port),
      host: values.host,
      options: readOptions(values),
    };
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}

type Values = Readonly<Partial<Record<keyof typeof flags, string | boolean>>>;

function readOptions(values: Values): SimulatorOptions {
  const numbers = {
    seed: values.seed,
    ttftMs: values['ttft-ms'],
    tokensPerSecond: values['tokens-per-second'],
    numParallel: values['num-parallel'],
    loadMs: values['load-ms'],
  };
  const given = Object.entries(numbers).filter(([, value]) => value !== undefined);
  const models = typeof values.models === 'string' ? values.models.split(',') : undefined;
  return {
    ...Object.fromEntries(given.map(([name, value]) => [name, readNumber(name, value)])),
    ...(models && { models }),
  };
}

function readNumber(name: string, value: unknown): number {
  const number = Number(value);
  if (value === '' || Number.isNaN(number) || number < 0) {
    throw new TypeError(`${name} must be a number of 0 or more, not "${value}"`);
  }
  return number;
}
