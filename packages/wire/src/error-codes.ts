/** What a refusal lets the caller do: `after` = the same call may succeed later, `never` = it can't without a change. */
export type Retry = 'after' | 'never';

interface ErrorRow {
  readonly status: number;
  readonly type: string;
  readonly retry: Retry;
  readonly meaning: string;
}

const invalid = 'invalid_request_error';

/**
 * Every error Hearth can answer with: HTTP status, OpenAI `error.type`, whether a retry can help, and its meaning.
 * The table is closed: `docs/errors.md` is checked against it in both directions.
 */
export const errorCodes = {
  invalid_json: {
    status: 400,
    type: invalid,
    retry: 'never',
    meaning: 'The body is not JSON, or is nested deeper than 64 levels.',
  },
  invalid_value: {
    status: 400,
    type: invalid,
    retry: 'never',
    meaning: 'A field has a value outside of what it may be.',
  },
  missing_required_parameter: {
    status: 400,
    type: invalid,
    retry: 'never',
    meaning: 'A required field is absent.',
  },
  unsupported_parameter: {
    status: 400,
    type: invalid,
    retry: 'never',
    meaning:
      'A field asks for something a local model or Hearth can not do, and ignoring it would change the answer.',
  },
  unsupported_model: {
    status: 400,
    type: invalid,
    retry: 'never',
    meaning: 'The model exists but can not do this kind of call.',
  },
  context_length_exceeded: {
    status: 400,
    type: invalid,
    retry: 'never',
    meaning: 'The prompt does not fit into the context of the model.',
  },
  invalid_api_key: {
    status: 401,
    type: invalid,
    retry: 'never',
    meaning: 'The key is absent, malformed, unknown, expired or revoked.',
  },
  insufficient_scope: {
    status: 403,
    type: invalid,
    retry: 'never',
    meaning: 'The key is valid but lacks the scope that this call needs.',
  },
  model_not_allowed: {
    status: 403,
    type: invalid,
    retry: 'never',
    meaning: 'The key may not use this model.',
  },
  model_not_found: {
    status: 404,
    type: invalid,
    retry: 'never',
    meaning: 'Ollama does not have this model.',
  },
  not_found: { status: 404, type: invalid, retry: 'never', meaning: 'No such route or object.' },
  method_not_allowed: {
    status: 405,
    type: invalid,
    retry: 'never',
    meaning: 'The route exists, with another method.',
  },
  request_too_large: {
    status: 413,
    type: invalid,
    retry: 'never',
    meaning: 'The body is larger than the gateway takes.',
  },
  unsupported_media_type: {
    status: 415,
    type: invalid,
    retry: 'never',
    meaning: 'The body is not sent as JSON, or is compressed in a way that was not asked for.',
  },
  chat_concurrency_limit: {
    status: 429,
    type: 'rate_limit_error',
    retry: 'after',
    meaning: 'Every slot of the model is taken and none came free within the wait.',
  },
  embed_concurrency_limit: {
    status: 429,
    type: 'rate_limit_error',
    retry: 'after',
    meaning: 'Every slot of the embedding model is taken and none came free within the wait.',
  },
  key_concurrency_limit: {
    status: 429,
    type: 'rate_limit_error',
    retry: 'after',
    meaning: 'The key has as many calls running as it may have.',
  },
  queue_full: {
    status: 429,
    type: 'rate_limit_error',
    retry: 'after',
    meaning: 'So many calls wait for the model that no more may queue.',
  },
  rate_limit_exceeded: {
    status: 429,
    type: 'rate_limit_error',
    retry: 'after',
    meaning: 'The key has used up its requests for this minute.',
  },
  token_rate_limit_exceeded: {
    status: 429,
    type: 'rate_limit_error',
    retry: 'after',
    meaning: 'The key has used up its tokens for this minute.',
  },
  budget_exceeded: {
    status: 429,
    type: 'rate_limit_error',
    retry: 'never',
    meaning: 'The key has used up its budget.',
  },
  too_many_failed_keys: {
    status: 429,
    type: 'rate_limit_error',
    retry: 'after',
    meaning: 'Too many wrong keys came from this address.',
  },
  request_cancelled: {
    status: 499,
    type: invalid,
    retry: 'never',
    meaning: 'The caller went away before the answer.',
  },
  internal_error: {
    status: 500,
    type: 'server_error',
    retry: 'after',
    meaning: 'A fault of Hearth itself; its log has the request id.',
  },
  upstream_error: {
    status: 502,
    type: 'server_error',
    retry: 'after',
    meaning: 'Ollama failed while it worked on the call.',
  },
  upstream_incomplete: {
    status: 502,
    type: 'server_error',
    retry: 'after',
    meaning: 'Ollama ended its answer without finishing it.',
  },
  model_load_failed: {
    status: 503,
    type: 'server_error',
    retry: 'after',
    meaning: 'Ollama could not load the model.',
  },
  upstream_unavailable: {
    status: 503,
    type: 'server_error',
    retry: 'after',
    meaning: 'Ollama can not be reached.',
  },
  overloaded: {
    status: 503,
    type: 'server_error',
    retry: 'after',
    meaning: 'Ollama refuses calls because its own queue is full.',
  },
  key_store_unavailable: {
    status: 503,
    type: 'server_error',
    retry: 'after',
    meaning: 'The key is not in the cache and the database can not be asked.',
  },
  store_unavailable: {
    status: 503,
    type: 'server_error',
    retry: 'after',
    meaning: 'The database can not be reached.',
  },
  shutting_down: {
    status: 503,
    type: 'server_error',
    retry: 'after',
    meaning: 'This gateway is stopping.',
  },
  upstream_timeout: {
    status: 504,
    type: 'server_error',
    retry: 'after',
    meaning: 'Ollama was silent for longer than the gateway waits.',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorCodes;
export type ErrorStatus = (typeof errorCodes)[ErrorCode]['status'];
