import type { Environment } from '../../env.ts';
import { type Finding, ok, problem } from './finding.ts';

/** A demo never answers where a server or a shared database says that this is real. */
function isReal({ production, databaseUrl }: Environment): boolean {
  return production || databaseUrl !== undefined;
}

/** Whether Ollama is not asked at all. */
export function replacesOllama(environment: Environment): boolean {
  return environment.demo === 'always' && !isReal(environment);
}

/** Whether answers could come from the built-in demo. */
export function checkDemo(environment: Environment): Finding {
  const { demo } = environment;
  if (demo === 'never') return ok('demo', 'off (HEARTH_DEMO=never)');
  if (isReal(environment)) {
    if (demo === 'auto') return ok('demo', 'off: NODE_ENV=production or DATABASE_URL is set');
    const detail =
      'HEARTH_DEMO=always has no effect where NODE_ENV=production or DATABASE_URL is set.';
    return problem('demo', detail, 'Unset HEARTH_DEMO.');
  }
  if (demo === 'auto') return ok('demo', 'answers only while no Ollama does (HEARTH_DEMO=auto)');
  return ok('demo', 'answers every call (HEARTH_DEMO=always): unset it to use Ollama');
}
