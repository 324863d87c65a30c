import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningProcess, startProcess } from './start-process.ts';

export interface GatewayOptions {
  readonly upstreamUrl: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeFlags?: readonly string[];
  readonly keepsOutput?: boolean;
}

/** A gateway as it comes, in a process and a home of its own; its log is written as JSON, to nowhere unless kept. */
export async function startGatewayProcess(options: GatewayOptions): Promise<RunningProcess> {
  const home = await mkdtemp(join(tmpdir(), 'hearth-bench-'));
  const removeHome = () => rm(home, { recursive: true, force: true });
  try {
    const running = await startProcess({
      entry: new URL('../subjects/gateway.ts', import.meta.url),
      nodeFlags: options.nodeFlags ?? [],
      keepsOutput: options.keepsOutput ?? false,
      environment: {
        HEARTH_HOME: home,
        HEARTH_PORT: '0',
        HEARTH_LOG: 'json',
        HEARTH_DEMO: 'never',
        OLLAMA_HOST: options.upstreamUrl,
        ...options.environment,
      },
    });
    return {
      ...running,
      async [Symbol.asyncDispose]() {
        await running[Symbol.asyncDispose]();
        await removeHome();
      },
    };
  } catch (error) {
    await removeHome();
    throw error;
  }
}
