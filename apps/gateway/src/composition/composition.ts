import type { Store } from '@hearth/db';
import type { Limiter } from '@hearth/limiter';
import type { WarmKeeper } from '@hearth/ollama';
import type { HearthError } from '@hearth/wire';
import type { FastifyInstance } from 'fastify';
import type { Environment } from '../env.ts';
import type { Home } from '../home/home.ts';
import type { OpenRequests } from '../http/open-requests.ts';
import type { Log } from '../log.ts';
import type { Upstream } from '../upstream/choose-upstream.ts';

export interface ComposeOptions {
  readonly environment: Environment;
  readonly home: Home;
  readonly log: Log;
}

/** Everything, wired. Disposing it closes everything, the servers first. */
export interface Composition extends AsyncDisposable {
  readonly home: string;
  readonly log: Log;
  readonly store: Store;
  readonly upstream: Upstream;
  /** What a person should know: of the upstream, and of settings that do nothing yet. */
  readonly warnings: readonly string[];
  readonly limiter: Limiter;
  readonly warmKeeper: WarmKeeper;
  readonly server: FastifyInstance;
  readonly localServer: FastifyInstance;
  readonly open: OpenRequests;
  /** The first installed model that can chat: for the snippets of the banner. */
  firstChatModel(): Promise<string | undefined>;
  /** Lets nobody new in. */
  beginDrain(): void;
  /** Ends every running call with this error. */
  endCalls(reason: HearthError): void;
}
