import type { Claim } from '../src/limiter.ts';

/** An interactive chat call of a key of its own, unless said otherwise. */
export function claimOf(requestId: string, parts: Partial<Claim> = {}): Claim {
  return {
    model: 'llama3.2:latest',
    kind: 'chat',
    key: `key of ${requestId}`,
    requestId,
    lane: 'interactive',
    tokens: 100,
    ...parts,
  };
}
