import type { Step } from './generation.ts';

/** The steps before the first stop sequence in the content, or undefined when none occurs. */
export function cutAtStop(steps: readonly Step[], stop: readonly string[]) {
  if (stop.length === 0) return undefined;
  const content = steps.map((step) => (step.part === 'content' ? step.text : '')).join('');
  const hit = earliest(content, stop);
  if (!hit) return undefined;
  const kept: Step[] = [];
  let at = 0;
  let evalCount = 0;
  for (const step of steps) {
    if (at >= hit.end) break;
    evalCount += 1;
    const start = at;
    if (step.part === 'content') at += step.text.length;
    const text = step.text.slice(0, Math.max(0, hit.start - start));
    if (step.part !== 'content') kept.push(step);
    else if (text !== '') kept.push({ ...step, text });
  }
  return { steps: kept, evalCount };
}

function earliest(content: string, stop: readonly string[]) {
  const hits = stop.flatMap((text) => {
    const start = content.indexOf(text);
    return start < 0 ? [] : [{ start, end: start + text.length }];
  });
  return hits.sort((a, b) => a.end - b.end)[0];
}
