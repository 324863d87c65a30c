export { callerScopes, grants, ownerScopes, Scope } from './access.ts';
export {
  ApiKey,
  CreatedKey,
  type KeyCreateInput,
  KeyCreateRequest,
  KeyList,
  KeyRevokeRequest,
} from './admin-keys.ts';
export {
  InstalledModel,
  InstalledModels,
  ModelMoved,
  ModelNameRequest,
  slotsSources,
} from './admin-models.ts';
export { SystemSnapshot, type WarmModel } from './admin-system.ts';
export {
  type CallEnding,
  callEndings,
  type UsageGroup,
  UsageRow,
  UsageRows,
  UsageRowsRequest,
  UsageSummary,
  UsageSummaryRequest,
} from './admin-usage.ts';
export {
  ChatChunk,
  ChatCompletion,
  type ChatDelta,
  type FinishReason,
  type TokenLogprob,
} from './chat-completion.ts';
export { ChatMessage, type Content, ContentPart, ToolCall } from './chat-message.ts';
export {
  ChatRequest,
  type ChatRequestInput,
  type ReasoningEffort,
  type ResponseFormat,
  reasoningEfforts,
  type Tool,
} from './chat-request.ts';
export { Duration, durationMs } from './duration.ts';
export {
  EmbeddingList,
  EmbeddingRequest,
  EncodedEmbeddingList,
} from './embeddings.ts';
export { ErrorBody, retryHeaders, toErrorBody } from './error-body.ts';
export { type ErrorCode, type ErrorStatus, errorCodes, type Retry } from './error-codes.ts';
export { foldChat } from './fold-chat.ts';
export {
  HearthError,
  type HearthErrorOptions,
  isHearthError,
  type RefusalFigures,
} from './hearth-error.ts';
export { assertShallowJson, parseJson } from './json.ts';
export { canonicalModelName, Model, ModelList } from './models.ts';
export { parameterName, parseWire, toParseError } from './parse.ts';
export { CallTimings, CompletionUsage } from './usage.ts';
