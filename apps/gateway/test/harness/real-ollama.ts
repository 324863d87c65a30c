/** With `TEST_OLLAMA_URL` set the tests run against that Ollama, and what only the simulator can show is skipped. */
export const realOllamaUrl = process.env['TEST_OLLAMA_URL'] || undefined;

export interface UpstreamModels {
  readonly chatModel: string;
  readonly embedModel: string;
}

async function ask<Answer>(path: string, body?: unknown): Promise<Answer> {
  const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${realOllamaUrl}${path}`, request);
  if (!response.ok) throw new Error(`${path} of ${realOllamaUrl} answered ${response.status}`);
  return (await response.json()) as Answer;
}

async function namesWith(capability: string): Promise<string[]> {
  const { models } = await ask<{ models: { name: string }[] }>('/api/tags');
  const able: string[] = [];
  for (const { name } of models) {
    const { capabilities } = await ask<{ capabilities?: string[] }>('/api/show', { model: name });
    if (capabilities?.includes(capability)) able.push(name);
  }
  return able;
}

async function modelFor(variable: string, capability: string): Promise<string> {
  const named = process.env[variable] || undefined;
  const [first] = named === undefined ? await namesWith(capability) : [named];
  if (first !== undefined) return first;
  throw new Error(`No model at ${realOllamaUrl} has '${capability}': pull one or set ${variable}`);
}

/** `TEST_CHAT_MODEL` and `TEST_EMBED_MODEL`, else the first installed models that can. */
export async function realModels(): Promise<UpstreamModels> {
  const chatModel = await modelFor('TEST_CHAT_MODEL', 'completion');
  const embedModel = await modelFor('TEST_EMBED_MODEL', 'embedding');
  return { chatModel, embedModel };
}
