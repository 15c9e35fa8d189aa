/**
 * Every bound of the RTMP ingest in one place. Anything over a bound ends that connection and nothing else.
 */
export interface IngestLimits {
  /** From accepting the socket (TLS included) to the end of the RTMP handshake. */
  readonly handshakeMs: number;
  /** From the end of the handshake, or of the last publish on this connection, to an accepted publish. */
  readonly publishMs: number;
  /** A publisher that sends no byte for this long has gone. */
  readonly idleMs: number;
  /** How long a refused peer may take to read why, before its socket is destroyed. */
  readonly lingerMs: number;
  /** Longest message before a publish was accepted: `connect` is the largest one needed. */
  readonly messageBytesBeforePublish: number;
  /** Longest message of a publisher: a key frame at 200 Mbit/s is about 3 MB. */
  readonly messageBytesAfterPublish: number;
  /** Chunk streams one connection may open; encoders use five or fewer. */
  readonly chunkStreams: number;
  /** Announced bytes of all messages in assembly on one connection. */
  readonly assemblyBytes: number;
  /** Tags in one aggregate message. */
  readonly aggregateTags: number;
  /** Commands and other control traffic one connection may send per second, on average over ten seconds; what a publisher sends with its pictures is none. */
  readonly commandsPerSecond: number;
  /** Bytes waiting for a peer that does not read our few answers. */
  readonly unreadAnswerBytes: number;
  readonly amf: AmfLimits;
  /** Connections from one address (one /64 for IPv6). The oldest that does not publish makes room for a newcomer. */
  readonly maxConnectionsPerAddress: number;
  /** Connections in all, by the same rule. */
  readonly maxConnections: number;
  /** Wrong keys one address may try at once … */
  readonly wrongKeysAtOnce: number;
  /** … and how long it takes to be allowed one more. */
  readonly wrongKeyRefillMs: number;
  /** An address that has published with a right key is allowed this many times more and faster: strangers who share it shall not lock its owner out. */
  readonly knownAddressFactor: number;
  /** Addresses remembered for the two rules above; the least recent is forgotten first. */
  readonly rememberedAddresses: number;
}

export interface AmfLimits {
  /** Objects and arrays inside one another. */
  readonly depth: number;
  /** Values in one message, nested ones included. */
  readonly values: number;
  /** Bytes of one string or property name. */
  readonly stringBytes: number;
}

export const defaultLimits: IngestLimits = {
  handshakeMs: 5_000,
  publishMs: 10_000,
  idleMs: 15_000,
  lingerMs: 2_000,
  messageBytesBeforePublish: 64 * 1024,
  messageBytesAfterPublish: 8 * 1024 * 1024,
  chunkStreams: 16,
  assemblyBytes: 12 * 1024 * 1024,
  aggregateTags: 4_096,
  commandsPerSecond: 50,
  unreadAnswerBytes: 64 * 1024,
  amf: { depth: 6, values: 256, stringBytes: 8 * 1024 },
  maxConnectionsPerAddress: 16,
  maxConnections: 256,
  wrongKeysAtOnce: 10,
  wrongKeyRefillMs: 3_000,
  knownAddressFactor: 30,
  rememberedAddresses: 10_000,
};
