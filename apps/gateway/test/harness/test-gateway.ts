import { createHearth, type Hearth } from '@hearth/client';
import { emptyDatabase } from '@hearth/db/testing';
import type { Simulator, SimulatorOptions } from '@hearth/simulator';
import type { CreatedKey, KeyCreateInput } from '@hearth/wire';
import { createLog, type Gateway, readEnvironment, startGateway } from '../../src/index.ts';
import { type Answer, createSender, type Sending } from './send.ts';
import { emptyHome, preparedHome } from './temporary-home.ts';
import { type TestUpstream, upstream } from './upstream.ts';

export interface TestGatewayOptions {
  /** Settings beside home, port, log and upstream; they win over the harness's own. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly simulator?: SimulatorOptions;
  /** An upstream that the test has made and will end itself. */
  readonly upstream?: TestUpstream;
}

/** A gateway in this process, on a port of its own, with a home of its own. */
export interface TestGateway extends AsyncDisposable {
  readonly url: string;
  /** The admin key of the first start. */
  readonly key: string;
  readonly chatModel: string;
  readonly embedModel: string;
  /** Throws against a real Ollama. */
  readonly simulator: Simulator;
  readonly gateway: Gateway;
  /** With the admin key; never retries. */
  readonly hearth: Hearth;
  keyWith(settings?: Partial<KeyCreateInput>): Promise<CreatedKey>;
  hearthWith(key: string): Hearth;
  /** Sends a request with the admin key unless told otherwise, and reads the whole answer. */
  send(path: string, sending?: Sending): Promise<Answer>;
  /** As `send`, for an answer that the test reads itself. */
  open(path: string, sending?: Sending): Promise<Response>;
  /** What the limiter says of a model now. */
  slots(model: string): { readonly inUse: number; readonly queued: number; readonly limit: number };
}

/** `TEST_DATABASE_URL` puts every gateway on a database of its own on that PostgreSQL, instead of the embedded one. */
const databaseServer = process.env['TEST_DATABASE_URL'];

async function databaseOf(): Promise<Readonly<Record<string, string>>> {
  if (databaseServer === undefined) return {};
  return { DATABASE_URL: await emptyDatabase({ url: databaseServer }) };
}

async function settingsOf(home: string, source: TestUpstream, options: TestGatewayOptions) {
  return {
    ...(await databaseOf()),
    HEARTH_HOME: home,
    HEARTH_PORT: '0',
    HEARTH_LOG: 'silent',
    HEARTH_DEMO: 'never',
    HEARTH_DRAIN_MS: '2000',
    HEARTH_SLOTS: 'duo=2',
    OLLAMA_HOST: source.url,
    ...options.environment,
  };
}

function slotsOf(gateway: Gateway, model: string) {
  const canonical = model.includes(':') ? model : `${model}:latest`;
  const { models } = gateway.composition.limiter.snapshot();
  const found = models.find((row) => row.model === canonical);
  return { inUse: found?.inUse ?? 0, queued: found?.queued ?? 0, limit: found?.limit ?? 0 };
}

interface Parts {
  readonly gateway: Gateway;
  readonly source: TestUpstream;
  readonly dispose: () => Promise<void>;
}

function present({ gateway, source, dispose }: Parts): TestGateway {
  const { url, firstKey: key = '' } = gateway;
  const hearthWith = (apiKey: string) => createHearth({ baseURL: url, apiKey, maxRetries: 0 });
  const hearth = hearthWith(key);
  return {
    url,
    key,
    chatModel: source.chatModel,
    embedModel: source.embedModel,
    get simulator() {
      return source.simulator;
    },
    gateway,
    hearth,
    hearthWith,
    keyWith: (settings = {}) => hearth.admin.keys.create({ name: 'test', ...settings }),
    ...createSender(url, key),
    slots: (model) => slotsOf(gateway, model),
    [Symbol.asyncDispose]: dispose,
  };
}

/** Starts one. A home that is prepared takes a second, so files share one where they can. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  await using stack = new AsyncDisposableStack();
  const source = options.upstream ?? stack.use(await upstream(options.simulator));
  const home = stack.use(databaseServer === undefined ? await preparedHome() : emptyHome());
  const environment = readEnvironment(await settingsOf(home.path, source, options));
  const log = createLog(environment);
  const gateway = await startGateway({ environment, log, onLateKey: () => {} });
  stack.defer(async () => {
    // What a test left open must not keep the others waiting.
    gateway.endCalls();
    await gateway.stop();
  });
  const parts = stack.move();
  return present({ gateway, source, dispose: () => parts.disposeAsync() });
}
