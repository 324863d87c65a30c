const part = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** A model name as Ollama reads it: [host/][namespace/]model[:tag] (types/model/name.go). */
export interface ModelName {
  /** As lists show it: without the default host and namespace, always with the tag. */
  readonly short: string;
  /** As capability errors show it: registry.ollama.ai/library/model:tag. */
  readonly full: string;
}

export function parseModelName(name: string): ModelName | undefined {
  const { path, tag } = splitTag(name);
  const pieces = path.split('/');
  if (pieces.length > 3 || ![...pieces, tag].every((piece) => part.test(piece))) return undefined;
  const model = pieces.at(-1) ?? '';
  const namespace = pieces.at(-2) ?? 'library';
  const host = pieces.at(-3) ?? 'registry.ollama.ai';
  const full = `${host}/${namespace}/${model}:${tag}`;
  return { short: full.replace(/^registry\.ollama\.ai\/(library\/)?/, ''), full };
}

function splitTag(name: string): { path: string; tag: string } {
  const colon = name.lastIndexOf(':');
  if (colon <= name.lastIndexOf('/')) return { path: name, tag: 'latest' };
  return { path: name.slice(0, colon), tag: name.slice(colon + 1) };
}
