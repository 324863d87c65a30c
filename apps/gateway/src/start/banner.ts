export interface BannerFacts {
  readonly url: string;
  readonly version: string;
  readonly home: string;
  /** The admin key, when this start made one; it is shown this once. */
  readonly key: string | undefined;
  readonly chatModel: string | undefined;
  readonly demo: boolean;
  readonly warnings: readonly string[];
  readonly color: boolean;
}

type Paint = (text: string) => string;

function paints(color: boolean): { bold: Paint; dim: Paint; warn: Paint; ember: Paint } {
  const code = (start: number, end: number): Paint =>
    color ? (text) => `\u001b[${start}m${text}\u001b[${end}m` : (text) => text;
  return { bold: code(1, 22), dim: code(2, 22), warn: code(33, 39), ember: code(31, 39) };
}

/** Both snippets work as they are: they name the key, the address and a model that is there. */
function snippets({ url, key, chatModel }: BannerFacts): string {
  const inShell = key ?? '$HEARTH_API_KEY';
  const inCode = key === undefined ? "process.env['HEARTH_API_KEY'] ?? ''" : `'${key}'`;
  const model = chatModel ?? '<model>';
  return `# curl
curl -N ${url}/v1/chat/completions \\
  -H "Authorization: Bearer ${inShell}" \\
  -H "Content-Type: application/json" \\
  -d '{"model":"${model}","stream":true,"messages":[{"role":"user","content":"Say hello"}]}'

# TypeScript: save as examples/hello.ts, then npm exec -- node examples/hello.ts
import { createHearth } from '@hearth/client';
const hearth = createHearth({ baseURL: '${url}', apiKey: ${inCode} });
const stream = hearth.chat.stream({ model: '${model}', messages: [{ role: 'user', content: 'Say hello' }] });
for await (const text of stream.textStream) process.stdout.write(text);`;
}

const noModel =
  'Ollama has no chat model yet. Get one with `ollama pull llama3.2`, and put its name for <model> below.';

/** What a person sees at the start: the address, the key once, and two snippets that work. */
export function banner(facts: BannerFacts): string {
  const { bold, dim, warn, ember } = paints(facts.color);
  const lines = [
    '',
    `  ${ember('▲')} ${bold('Hearth')} ${dim(facts.version)} is ready at ${bold(facts.url)}`,
    '',
    `    OpenAI surface  ${facts.url}/v1`,
    `    tRPC            ${facts.url}/trpc`,
    `    documentation   ${facts.url}/docs`,
    `    health          ${facts.url}/readyz`,
    `    state           ${facts.home}`,
    '',
  ];
  const hints = facts.chatModel === undefined ? [noModel] : [];
  for (const warning of [...facts.warnings, ...hints]) lines.push(`  ${warn('!')} ${warning}`, '');
  if (facts.key !== undefined) {
    lines.push(`  ${bold('Your admin key, shown this once:')}`, '', `    ${facts.key}`, '');
  }
  const indented = snippets(facts)
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`));
  return [...lines, ...indented, ''].join('\n');
}
