/** Settings that Hearth's documentation promises and this version does not act on yet: setting one is no mistake. */
export const unusedSettings = {
  HEARTH_UPSTREAMS: 'calls go to OLLAMA_HOST alone',
  REDIS_URL: 'limits are counted in this process, so run one replica only',
  QDRANT_URL: 'no vectors are kept there',
  QDRANT_API_KEY: 'no vectors are kept there',
} as const;

/** One sentence for each that is set. */
export function unusedWarnings(environment: NodeJS.ProcessEnv): readonly string[] {
  return Object.entries(unusedSettings)
    .filter(([name]) => (environment[name] ?? '') !== '')
    .map(([name, instead]) => `${name} is set, but this version does not use it: ${instead}.`);
}
