import type { ModelReply } from '../replies/reply.ts';

export type Capability =
  | 'completion'
  | 'tools'
  | 'thinking'
  | 'vision'
  | 'insert'
  | 'embedding'
  | 'audio';

/**
 * How tool calls leave: one line a call with its index; as Ollama 0.20 and older did, always index 0 and no id;
 * or all of them on the last line, as native templates do.
 */
export type ToolCallStyle = 'indexed' | 'legacy' | 'on-done';

/** One installed model. Everything the simulator knows of a model is in this record. */
export interface Model {
  /** Always with its tag, such as `demo-chat:latest`. */
  readonly name: string;
  readonly capabilities: readonly Capability[];
  readonly family: string;
  readonly parameterSize: string;
  readonly quantization: string;
  readonly parentModel: string;
  /** Bytes on disk. */
  readonly size: number;
  /** 64 hexadecimal digits. */
  readonly digest: string;
  /** RFC 3339. */
  readonly modifiedAt: string;
  /** The context the model was trained for, in tokens. */
  readonly contextLength: number;
  readonly embeddingLength: number;
  /** Runner and sampling parameters of the Modelfile; `num_ctx` is the default context. */
  readonly parameters: Readonly<Record<string, number | string | readonly string[]>>;
  readonly template: string;
  readonly license: string | undefined;
  /** Extra keys of /api/show's model_info, beside architecture, context and embedding length. */
  readonly modelInfo: Readonly<Record<string, unknown>>;
  /** Tokens that the chat template adds around each message, and for the answer's opening. */
  readonly templateTokens: { readonly message: number; readonly opening: number };
  /** Overrides OLLAMA_NUM_PARALLEL for this model. */
  readonly numParallel: number | undefined;
  readonly toolCallStyle: ToolCallStyle;
  /** Whether it speaks as Hearth's demo model or in seeded sentences. */
  readonly voice: 'demo' | 'sentences';
  /** Answers that replace the voice. */
  readonly reply: ModelReply | undefined;
  /** Fixed length of a spoken answer, in tokens; undefined leaves it to the seed. */
  readonly replyTokens: number | undefined;
}
