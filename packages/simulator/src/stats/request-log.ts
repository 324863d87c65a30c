import type { SimulatorStats } from './stats.ts';

/** Counts requests by path and remembers the last bodies. */
export interface RequestLog {
  add(method: string, path: string, body: string): void;
  snapshot(): Pick<SimulatorStats, 'requests' | 'requestsByPath' | 'bodies'>;
  reset(): void;
}

export function createRequestLog(keepBodies: number): RequestLog {
  const paths = new Map<string, number>();
  const bodies: { readonly method: string; readonly path: string; readonly text: string }[] = [];
  let requests = 0;
  return {
    add(method, path, text) {
      requests += 1;
      paths.set(path, (paths.get(path) ?? 0) + 1);
      if (text === '' || keepBodies <= 0) return;
      bodies.push({ method, path, text });
      if (bodies.length > keepBodies) bodies.shift();
    },
    snapshot: () => ({
      requests,
      requestsByPath: Object.fromEntries(paths),
      bodies: bodies.map(({ method, path, text }) => ({ method, path, body: parsed(text) })),
    }),
    reset() {
      requests = 0;
      paths.clear();
      bodies.length = 0;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
