import { ErrorBody, type ErrorCode, errorCodes, HearthError } from '@hearth/wire';
import { TRPCClientError } from '@trpc/client';
import { CommandError } from '../output/command-error.ts';
import { reasonOf } from './failure.ts';

function isErrorCode(code: string | null): code is ErrorCode {
  return code !== null && Object.hasOwn(errorCodes, code);
}

/** The error that the gateway answered with; undefined when it answered with something else. */
function saidByGateway({ data }: TRPCClientError<never>): Error | undefined {
  const body = ErrorBody.safeParse(data);
  if (!body.success) return undefined;
  const { code, message, param } = body.data.error;
  if (isErrorCode(code)) return new HearthError(code, message, { param: param ?? undefined });
  return new CommandError(code ?? 'gateway_error', message);
}

/** What a call to a gateway rejects with, as `HearthError` or `CommandError`. */
export function toGatewayError(error: unknown, target: string): unknown {
  if (!(error instanceof TRPCClientError)) return error;
  const message = `The gateway at ${target} did not answer this (${reasonOf(error)}). Try again, and see its log.`;
  return saidByGateway(error) ?? new CommandError('gateway_error', message, { cause: error });
}
