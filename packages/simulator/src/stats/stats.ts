/** What the simulator saw of one model: the oracle for whoever promises to bound its load. */
export interface ModelStats {
  /** Calls that hold a running slot now. */
  readonly running: number;
  /** Calls received and not yet running: loading or queued inside Ollama. */
  readonly waiting: number;
  /** The most calls that ever held running slots at once. */
  readonly maxConcurrent: number;
  /** The most calls that were ever received and not yet ended at once: running and waiting together. */
  readonly maxAdmitted: number;
  readonly requests: number;
  /** Calls whose caller left before the end. */
  readonly aborted: number;
  readonly loads: number;
  /** Loads that replaced a runner because its options changed. */
  readonly reloads: number;
  readonly unloads: number;
  /** Distinct runner options seen, as JSON. */
  readonly optionsSeen: readonly string[];
  readonly tokensGenerated: number;
  /** Prompt tokens that had to be processed, after each slot's prompt cache. */
  readonly tokensPrefilled: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** The JSON value, or the text when it is none. */
  readonly body: unknown;
}

export interface SimulatorStats {
  readonly models: Readonly<Record<string, ModelStats>>;
  /** Sockets of `listen()`. */
  readonly connections: { readonly open: number; readonly maxOpen: number; readonly total: number };
  readonly requests: number;
  readonly requestsByPath: Readonly<Record<string, number>>;
  /** The last requests with a body, oldest first. */
  readonly bodies: readonly SeenRequest[];
}
