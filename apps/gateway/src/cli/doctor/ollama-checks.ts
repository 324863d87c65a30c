import { createOllama, type Ollama } from '@hearth/ollama';
import { canonicalModelName } from '@hearth/wire';
import type { Environment } from '../../env.ts';
import { reasonOf } from '../connection/failure.ts';
import { counted } from '../output/format.ts';
import { replacesOllama } from './demo-check.ts';
import { type Finding, ok, problem, skipped } from './finding.ts';

const answerMs = 3_000;

async function checkVersion(ollama: Ollama): Promise<Finding> {
  try {
    const version = await ollama.version({ signal: AbortSignal.timeout(answerMs) });
    return ok('ollama', `Ollama ${version} answers at ${ollama.url}`);
  } catch (error) {
    return problem(
      'ollama',
      `No Ollama answers at ${ollama.url} (${reasonOf(error)}).`,
      'Start it with `ollama serve`, or set OLLAMA_HOST to where it runs.',
    );
  }
}

/** The models that the settings name, by canonical name. */
function wanted({ defaultModel, warm, slots, context }: Environment): Set<string> {
  const names = [...warm, ...slots.keys(), ...context.keys()];
  return new Set(
    [...(defaultModel === undefined ? [] : [defaultModel]), ...names].map(canonicalModelName),
  );
}

async function checkModels(ollama: Ollama, environment: Environment): Promise<Finding> {
  const tags = await ollama.tags({ signal: AbortSignal.timeout(answerMs) });
  if (tags.length === 0)
    return problem('models', 'Ollama has no models.', 'Get one: `ollama pull llama3.2:3b`.');
  const installed = new Set(tags.map(({ name }) => canonicalModelName(name)));
  const missing = [...wanted(environment)].filter((name) => !installed.has(name));
  if (missing.length === 0) return ok('models', `${counted(tags.length, 'model')} installed`);
  return problem(
    'models',
    `The settings name models that are not installed: ${missing.join(', ')}.`,
    `Get them: ${missing.map((name) => `\`ollama pull ${name}\``).join(', ')}; or mend the settings.`,
  );
}

/** Whether Ollama answers, and whether it has what the settings name. */
export async function checkOllama(environment: Environment): Promise<Finding[]> {
  if (replacesOllama(environment))
    return ['ollama', 'models'].map((name) => skipped(name, 'not needed: HEARTH_DEMO=always'));
  await using ollama = createOllama({ url: environment.ollamaUrl, connectTimeoutMs: answerMs });
  const version = await checkVersion(ollama);
  if (version.status !== 'ok') return [version, skipped('models', 'Ollama does not answer')];
  try {
    return [version, await checkModels(ollama, environment)];
  } catch (error) {
    const detail = `Ollama does not list its models (${reasonOf(error)}).`;
    return [version, problem('models', detail, 'See the log of Ollama.')];
  }
}
