/** The models of the bare Ollama: what they answer is in their name. */
export const models = {
  /** A few lines at once. */
  short: 'bench-short:latest',
  /** A thousand lines at once. */
  long: 'bench-long:latest',
  /** A line every 20 ms, each with the time it left. */
  paced: 'bench-paced:latest',
} as const;

/** How many lines the paced model says; the setting of the bare Ollama's process. */
export function pacedLines(settings: unknown): number {
  const { lines } = settings as { readonly lines: number };
  return lines;
}
