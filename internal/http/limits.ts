/** What one web listener allows, in one place. Times in milliseconds. */
export const httpLimits = {
  /** Time for the whole of a request's headers. */
  headersTimeoutMs: 10_000,
  /** Time for a whole request, body and all. */
  requestTimeoutMs: 30_000,
  /** How long an idle connection is kept for the next request. */
  keepAliveMs: 60_000,
  /**
   * A connection on which nothing moves for so long is closed: above the longest held playlist request (9 s),
   * and the most that a viewer who stopped reading is waited for.
   */
  idleMs: 20_000,
  /** Size of all headers of a request, in bytes. */
  maxHeaderBytes: 16_384,
  /** Size of a request's body from the admin or a bot, in bytes. */
  maxBodyBytes: 1_048_576,
  /** Size of a body from anybody else. */
  maxStrangersBodyBytes: 65_536,
  /** Size of a body that is too large and is read to its end regardless, and thrown away. */
  maxDrainedBytes: 67_108_864,
  /** Length of a request's target, in characters. */
  maxTargetLength: 4_096,
  /** Streams that one HTTP/2 connection may have open. */
  maxStreamsPerSession: 128,
  /** Memory that one HTTP/2 connection may take, in megabytes. */
  maxSessionMemoryMb: 8,
} as const;
