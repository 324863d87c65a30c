import { isHearthError } from '@hearth/wire';
import { CommandError } from '../output/command-error.ts';
import type { AdminConnection } from './admin-connection.ts';
import { isNobodyThere, reasonOf } from './failure.ts';
import { isGateway } from './is-gateway.ts';
import { type Line, openLine } from './line.ts';
import { createTrpcConnection } from './trpc-connection.ts';

function notHearth(url: string): CommandError {
  return new CommandError(
    'no_gateway',
    `What answers at ${url} is no Hearth gateway. Set HEARTH_HOST and HEARTH_PORT to where yours listens, or unset HEARTH_ADMIN_KEY to use HEARTH_HOME.`,
  );
}

function noAnswer(url: string, error: unknown): CommandError {
  const reason = isNobodyThere(error) ? '' : ` (${reasonOf(error)})`;
  const message = `No gateway answers at ${url}${reason}. Start it with \`npm start\`, or unset HEARTH_ADMIN_KEY to open the store directly.`;
  return new CommandError('no_gateway', message, { cause: error });
}

/** Throws `CommandError` unless a gateway answers. The key goes to nobody before that. */
async function assertGateway(line: Line): Promise<void> {
  const { baseUrl } = line;
  const isHearth = await isGateway(line).catch((error: unknown) => {
    throw noAnswer(baseUrl, error);
  });
  if (!isHearth) throw notHearth(baseUrl);
}

/** The key isn't the server's to explain: the caller has it from a setting. */
function explainKey(error: unknown, url: string): unknown {
  if (!isHearthError(error)) return error;
  const fix = 'set it to one of its admin keys, or unset it to use HEARTH_HOME.';
  if (error.code === 'invalid_api_key')
    return new CommandError(
      error.code,
      `The gateway at ${url} does not accept HEARTH_ADMIN_KEY; ${fix}`,
    );
  if (error.code === 'insufficient_scope')
    return new CommandError(
      error.code,
      `HEARTH_ADMIN_KEY may not do this: ${error.message} For the command line ${fix}`,
    );
  return error;
}

/** The gateway at `url`, with an admin key. Throws `CommandError` when none answers. */
export async function connectOverHttp(url: string, adminKey: string): Promise<AdminConnection> {
  const line = openLine({ baseUrl: url });
  try {
    await assertGateway(line);
  } catch (error) {
    await line[Symbol.asyncDispose]();
    throw error;
  }
  return createTrpcConnection({
    via: 'http',
    target: url,
    line,
    token: adminKey,
    explain: (error) => explainKey(error, url),
  });
}
