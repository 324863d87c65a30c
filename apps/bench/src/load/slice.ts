/** One short stretch of load on one subject. */
export interface Slice {
  readonly port: number;
  /** The bytes of the request, sent over and over on each connection. */
  readonly request: string;
  readonly connections: number;
  /** For so long each connection goes on; 0 = each makes one call. */
  readonly durationMs: number;
  readonly expectedStatuses: readonly number[];
  /** What the end of a whole answer holds. */
  readonly lastWords: string;
  /** How many stamped pieces an answer has; 0 = they are not stamped. */
  readonly stamps: number;
}

export interface Spread {
  readonly p50: number;
  readonly p99: number;
}

export interface SliceResult {
  readonly seconds: number;
  readonly completed: number;
  /** Answers with another status, cut off, or with stamped pieces missing. */
  readonly failed: number;
  readonly latencyMs: Spread;
  readonly firstByteMs: Spread;
  /** From the moment a piece left Ollama to the moment it was read here. */
  readonly relayMs: Spread;
}
