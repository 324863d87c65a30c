import { HearthError } from '@hearth/wire';

const timeouts = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** A fault of the connection to Ollama. `hasAnswered`: a status had come already. */
export function toUpstreamError(
  error: Error,
  { hasAnswered }: { readonly hasAnswered: boolean },
): HearthError {
  const code = codeOf(error);
  if (code === 'UND_ERR_DESTROYED') {
    return new HearthError('shutting_down', 'This gateway is stopping.', { cause: error });
  }
  if (timeouts.includes(code)) {
    const message = 'Ollama was silent for longer than Hearth waits.';
    return new HearthError('upstream_timeout', message, { cause: error });
  }
  if (hasAnswered) {
    const message = `The connection to Ollama broke in the middle of an answer (${code}).`;
    return new HearthError('upstream_incomplete', message, { cause: error });
  }
  const message = `Ollama can not be reached (${code}).`;
  return new HearthError('upstream_unavailable', message, { cause: error });
}
