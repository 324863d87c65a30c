import { createRandom, hashText } from '../random.ts';
import type { Step } from '../replies/generation.ts';

/** Log probabilities of one token with its alternatives: invented, but ordered and the same for the same token. */
export function logprobsOf(step: Step, alternatives: number) {
  const random = createRandom(hashText(step.text));
  const chosen = entry(step.text, -random.next());
  if (alternatives === 0) return [chosen];
  const others = Array.from({ length: alternatives - 1 }, (_, index) =>
    entry(`${step.text}${String.fromCharCode(97 + index)}`, chosen.logprob - 1 - index),
  );
  return [{ ...chosen, top_logprobs: [chosen, ...others] }];
}

function entry(token: string, logprob: number) {
  return { token, logprob, bytes: [...Buffer.from(token)] };
}
