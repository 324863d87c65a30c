import { hexFrom } from '../random.ts';
import type { Capability, Model } from './model.ts';
import { parseModelName } from './model-name.ts';

/** A model to install: only the name is needed, the rest follows from its capabilities. */
export type ModelInput = Pick<Model, 'name'> & {
  readonly [Key in Exclude<keyof Model, 'name'>]?: Model[Key] | undefined;
};

/** `name`, or `name=completion+tools` to name the capabilities. */
export function parseModelInput(text: string): ModelInput {
  const [name = '', capabilities] = text.split('=');
  if (capabilities === undefined) return { name };
  return { name, capabilities: capabilities.split('+').map(parseCapability) };
}

const known: readonly Capability[] = [
  'completion',
  'tools',
  'thinking',
  'vision',
  'insert',
  'embedding',
  'audio',
];

function parseCapability(text: string): Capability {
  const capability = known.find((one) => one === text);
  if (!capability) throw new TypeError(`unknown capability "${text}"`);
  return capability;
}

/** Fills a model's record. Throws TypeError when the name is no model name. */
export function defineModel(input: ModelInput): Model {
  const name = parseModelName(input.name);
  if (!name) throw new TypeError(`invalid model name "${input.name}"`);
  const given = Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  );
  return { ...defaults(name.short, input.capabilities), ...given, name: name.short };
}

function defaults(name: string, capabilities: readonly Capability[] | undefined): Model {
  const able = capabilities ?? guessCapabilities(name);
  return able.includes('embedding') ? embeddingModel(name, able) : chatModel(name, able);
}

function guessCapabilities(name: string): readonly Capability[] {
  return /embed|minilm/.test(name) ? ['embedding'] : ['completion', 'tools'];
}

function chatModel(name: string, capabilities: readonly Capability[]): Model {
  return {
    ...common(name, capabilities),
    family: 'llama',
    parameterSize: '1.2B',
    quantization: 'Q4_K_M',
    size: 807_694_464,
    contextLength: 8192,
    embeddingLength: 576,
    template: '{{ range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}',
    templateTokens: { message: 5, opening: 4 },
  };
}

function embeddingModel(name: string, capabilities: readonly Capability[]): Model {
  return {
    ...common(name, capabilities),
    family: 'bert',
    parameterSize: '23M',
    quantization: 'F16',
    size: 45_949_702,
    contextLength: 512,
    embeddingLength: 384,
    template: '{{ .Prompt }}',
    templateTokens: { message: 0, opening: 2 },
  };
}

function common(name: string, capabilities: readonly Capability[]) {
  return {
    name,
    capabilities,
    parentModel: '',
    digest: hexFrom(name, 64),
    modifiedAt: '2026-11-24T20:00:00.123456789Z',
    parameters: {},
    license: undefined,
    modelInfo: {},
    numParallel: undefined,
    toolCallStyle: 'indexed',
    voice: 'sentences',
    reply: undefined,
    replyTokens: undefined,
  } as const;
}
