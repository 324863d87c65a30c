import type { ChatMessage, ChatRequest, EmbeddingRequest } from '@hearth/wire';

/** English text has about four characters a token; it only has to be fair, since the true count replaces it. */
const charactersPerToken = 4;
/** What an answer is taken to cost when the caller sets no bound. */
const openEndedAnswer = 512;
const imageTokens = 768;

function contentTokens(content: ChatMessage['content']): number {
  if (content === undefined || content === null) return 0;
  if (typeof content === 'string') return content.length / charactersPerToken;
  return content.reduce(
    (sum, part) =>
      sum + (part.type === 'text' ? part.text.length / charactersPerToken : imageTokens),
    0,
  );
}

/** Tokens a prompt is likely to have. */
export function estimatePrompt(request: ChatRequest): number {
  const messages = request.messages.reduce(
    (sum, message) => sum + contentTokens(message.content) + 4,
    0,
  );
  const tools = request.tools ? JSON.stringify(request.tools).length / charactersPerToken : 0;
  return Math.ceil(messages + tools);
}

/** Tokens a whole chat call is likely to cost. */
export function estimateChat(request: ChatRequest): number {
  const most = request.max_completion_tokens ?? request.max_tokens ?? openEndedAnswer;
  return estimatePrompt(request) + most;
}

export function estimateEmbedding({ input }: EmbeddingRequest): number {
  const texts = typeof input === 'string' ? [input] : input;
  return Math.ceil(texts.reduce((sum, text) => sum + text.length / charactersPerToken + 1, 0));
}
