import type { ErrorCode } from '@hearth/wire';

/** What is known of the call that failed. */
export interface FailedCall {
  /** The field that holds the text, named when the text is too long. */
  readonly input?: string | undefined;
  /** The context that the call ran with, in tokens. */
  readonly contextLength?: number | undefined;
}

interface Rule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly param?: string;
  /** What the caller reads; `said` is what Ollama wrote. Default: `said`. */
  readonly message?: (said: string, call: FailedCall) => string;
}

/** LangChain knows an overflow by the words "maximum context length" alone (@langchain/openai utils/client.ts). */
function overflow(said: string, { contextLength }: FailedCall): string {
  const length = contextLength === undefined ? '' : ` of ${contextLength} tokens`;
  return `The input is longer than this model's maximum context length${length}. Shorten it, or give the model a longer context. Ollama says: ${said}`;
}

/** An operator's setting or Hearth's own fault, though Ollama blames the caller. */
const ours = (said: string) => `Ollama did not understand Hearth: ${said}`;

/**
 * Ollama has no error codes: what went wrong is only in its words. First match wins; the words are those of 0.24 to 0.33
 * (server/routes.go, server/sched.go, llm/server.go, types/errtypes) and of llama-server.
 */
export const refusalRules: readonly Rule[] = [
  {
    pattern: /^model is required|^model '' not found/,
    code: 'missing_required_parameter',
    param: 'model',
  },
  {
    pattern: /^model ['"].*['"] not found/,
    code: 'model_not_found',
    param: 'model',
    message: (said) =>
      `${said.replace(/, try pulling it first$/, '').replace(/^m/, 'M')}. Pull it on the Ollama box, or ask for one that is installed.`,
  },
  {
    pattern: /^invalid model name/,
    code: 'model_not_found',
    param: 'model',
    message: () => 'This is not a name that a model can have.',
  },
  {
    pattern:
      /exceeds? the (available )?context (length|size|window)|longer than the context length|too large to process|context length exceeded/i,
    code: 'context_length_exceeded',
    message: overflow,
  },
  {
    pattern: /does not support (chat|generate|completion|embed)/,
    code: 'unsupported_model',
    param: 'model',
  },
  {
    pattern: /does not support thinking/,
    code: 'unsupported_parameter',
    param: 'reasoning_effort',
  },
  { pattern: /^(invalid )?think value/, code: 'invalid_value', param: 'reasoning_effort' },
  { pattern: /does not support tools/, code: 'unsupported_parameter', param: 'tools' },
  { pattern: /does not support insert/, code: 'unsupported_parameter', param: 'suffix' },
  {
    pattern: /does not support (vision|images?|audio)/,
    code: 'unsupported_parameter',
    param: 'messages',
  },
  { pattern: /does not support/, code: 'unsupported_parameter' },
  {
    pattern: /^invalid format|JSON schema|failed to parse grammar/i,
    code: 'invalid_value',
    param: 'response_format',
  },
  { pattern: /top_logprobs must be/, code: 'invalid_value', param: 'top_logprobs' },
  {
    pattern: /^illegal base64 data|failed to (decode|process|load) image|image: unknown format/,
    code: 'invalid_value',
    param: 'messages',
  },
  { pattern: /^invalid input( type)?$/, code: 'invalid_value', param: 'input' },
  { pattern: /^option ".*" must be of type/, code: 'invalid_value' },
  { pattern: /invalid tool call arguments/, code: 'invalid_value', param: 'messages' },
  {
    pattern: /maximum pending requests exceeded|server busy/,
    code: 'overloaded',
    message: () => 'Ollama refuses calls because its own queue is full.',
  },
  { pattern: /^request cancell?ed|context canceled/, code: 'request_cancelled' },
  { pattern: /NaN|\bInf\b/, code: 'upstream_error' },
  {
    pattern: /model runner has unexpectedly stopped|error was encountered while running the model/,
    code: 'upstream_error',
  },
  {
    pattern:
      /runner process has terminated|llama-server process has terminated|timed out waiting for|requires more system memory|model may be incompatible|unable to load model|failed to load model|error loading model|out of memory|cudaMalloc|insufficient memory/i,
    code: 'model_load_failed',
  },
  {
    pattern:
      /^time: |json: cannot unmarshal|unexpected EOF|missing request body|^invalid character|method not allowed|page not found/,
    code: 'upstream_error',
    message: ours,
  },
  {
    pattern:
      /\bEOF$|connection (refused|reset)|broken pipe|do embedding request|health resp|no such host/,
    code: 'upstream_error',
  },
];
