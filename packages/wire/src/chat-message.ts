import * as z from 'zod';
import { refusal } from './refusal.ts';

const TextPart = z.object({ type: z.literal('text'), text: z.string() });

/** A bare string is accepted for `image_url` too: Ollama's own layer takes it, and some clients send it. */
const ImagePart = z.object({
  type: z.literal('image_url'),
  image_url: z.union([z.string(), z.object({ url: z.string(), detail: z.string().nullish() })], {
    error: 'expected a URL or an object with one',
  }),
});

const knownParts = ['text', 'image_url'];

const SupportedPart = z.discriminatedUnion('type', [TextPart, ImagePart]);

/** Named before zod's own union error, so that the caller reads which kind of part is not supported and where. */
const KnownPart = z
  .custom<z.input<typeof SupportedPart>>()
  .superRefine((part: unknown, context) => {
    const type =
      typeof part === 'object' && part !== null && 'type' in part ? part.type : undefined;
    if (typeof type !== 'string' || knownParts.includes(type)) return;
    context.addIssue(
      refusal(
        'unsupported_parameter',
        `Content parts of type '${type}' are not supported; use 'text' or 'image_url'.`,
        ['type'],
      ),
    );
  });

export const ContentPart = KnownPart.pipe(SupportedPart).meta({ id: 'ContentPart' });
export type ContentPart = z.output<typeof ContentPart>;

const Content = z.union([z.string(), z.array(ContentPart).max(1024)], {
  error: 'expected a string or an array of content parts',
});
export type Content = z.output<typeof Content>;

/** `arguments` is a JSON string. `""` and `null` mean "no arguments": many clients send them for a function without any. */
export const ToolCall = z
  .object({
    id: z.string(),
    type: z.literal('function').nullish(),
    function: z.object({ name: z.string(), arguments: z.string().nullish() }),
  })
  .meta({ id: 'ToolCall' });
export type ToolCall = z.output<typeof ToolCall>;

const SystemMessage = z.object({
  role: z.enum(['system', 'developer']),
  content: Content,
  name: z.string().nullish(),
});

const UserMessage = z.object({
  role: z.literal('user'),
  content: Content,
  name: z.string().nullish(),
});

/** `reasoning` and `reasoning_content` are two names of one thing: the AI SDK sends back the second. */
const AssistantMessage = z.object({
  role: z.literal('assistant'),
  content: Content.nullish(),
  name: z.string().nullish(),
  refusal: z.string().nullish(),
  reasoning: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  tool_calls: z.array(ToolCall).max(128).nullish(),
});

/** `function` is the deprecated name of `tool`. */
const ToolMessage = z.object({
  role: z.enum(['tool', 'function']),
  content: Content.nullish(),
  tool_call_id: z.string().nullish(),
  name: z.string().nullish(),
});

export const ChatMessage = z
  .discriminatedUnion('role', [SystemMessage, UserMessage, AssistantMessage, ToolMessage])
  .meta({ id: 'ChatMessage' });
export type ChatMessage = z.output<typeof ChatMessage>;
