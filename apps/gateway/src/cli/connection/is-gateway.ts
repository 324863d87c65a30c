import type { Line } from './line.ts';

const probeMs = 5_000;

function saysAlive(answer: unknown): boolean {
  return (
    typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 'alive'
  );
}

/** Whether what answers there is a Hearth gateway. Rejects when nothing answers. No key is sent. */
export async function isGateway({ baseUrl, fetch }: Line): Promise<boolean> {
  const answer = await fetch(`${baseUrl}/livez`, { signal: AbortSignal.timeout(probeMs) });
  return saysAlive(await answer.json().catch(() => null));
}
