import * as kinds from './kinds.ts';

/** When a changed value is heeded: at once, by the next broadcast, or by the next start of the server. */
export type TakesEffect = 'at once' | 'next broadcast' | 'restart';

export type SettingGroup = 'Listening' | 'Files and logs' | 'Channel' | 'Picture' | 'Limits';

/** One setting: all that the flags, the environment, the database, the help and the documentation need to know of it. */
export interface SettingDefinition<Value> {
  readonly group: SettingGroup;
  readonly kind: kinds.SettingKind<Value>;
  /** As somebody would write it. */
  readonly defaultText: string;
  /** One sentence, for the help and the documentation. */
  readonly help: string;
  readonly takesEffect: TakesEffect;
  /**
   * Never read from the database: what is needed before it opens, and what names a program or a file of this machine, so
   * that whoever may change settings over the network cannot choose what the machine runs or reads.
   */
  readonly startOnly: boolean;
  /** Never shown or logged. */
  readonly secret: boolean;
}

function setting<Value>(
  definition: Omit<SettingDefinition<Value>, 'startOnly' | 'secret'> & { startOnly?: true; secret?: true },
): SettingDefinition<Value> {
  return { startOnly: false, secret: false, ...definition };
}

/**
 * Every setting. A name gives the flag (`--http-port N`), the environment variable (`AERIAL_HTTP_PORT`) and the key in
 * the database (`http-port`); a flag wins over the environment, that over the database, that over the default.
 */
export const settingsTable = {
  'http-port': setting({
    group: 'Listening',
    kind: kinds.port(),
    defaultText: '8080',
    help: 'Port of the web page and the stream.',
    takesEffect: 'restart',
  }),
  'http-address': setting({
    group: 'Listening',
    kind: kinds.listenAddress(),
    defaultText: 'any',
    help: 'Address that the web port listens on; "any" is every IPv6 and IPv4 address.',
    takesEffect: 'restart',
  }),
  'rtmp-port': setting({
    group: 'Listening',
    kind: kinds.port(),
    defaultText: '1935',
    help: 'Port that encoders such as OBS send to (RTMP).',
    takesEffect: 'restart',
  }),
  'rtmp-address': setting({
    group: 'Listening',
    kind: kinds.listenAddress(),
    defaultText: 'any',
    help: 'Address that the RTMP ports listen on.',
    takesEffect: 'restart',
  }),
  'rtmps-port': setting({
    group: 'Listening',
    kind: kinds.port(),
    defaultText: '1936',
    help: 'Port for encoders over TLS (RTMPS); opened only when a certificate is given.',
    takesEffect: 'restart',
  }),
  'tls-certificate': setting({
    group: 'Listening',
    kind: kinds.optionalPath('FILE'),
    defaultText: '',
    help: 'Certificate chain (PEM); with it and --tls-key the web port speaks HTTPS and RTMPS opens.',
    takesEffect: 'restart',
    startOnly: true,
  }),
  'tls-key': setting({
    group: 'Listening',
    kind: kinds.optionalPath('FILE'),
    defaultText: '',
    help: 'Private key of the certificate (PEM).',
    takesEffect: 'restart',
    startOnly: true,
  }),
  'stream-key': setting({
    group: 'Listening',
    kind: kinds.streamKeys(),
    defaultText: '',
    help: 'An extra stream key for this run only; may be given several times.',
    takesEffect: 'restart',
    startOnly: true,
    secret: true,
  }),

  data: setting({
    group: 'Files and logs',
    kind: kinds.path('DIR'),
    defaultText: './data',
    help: 'Directory for the database and the stored stream.',
    takesEffect: 'restart',
    startOnly: true,
  }),
  ffmpeg: setting({
    group: 'Files and logs',
    kind: kinds.path('PROGRAM'),
    defaultText: 'ffmpeg',
    help: 'The ffmpeg that makes the smaller renditions: a name on the path, or a file.',
    takesEffect: 'restart',
    startOnly: true,
  }),
  'store-segments': setting({
    group: 'Files and logs',
    kind: kinds.onOff(),
    defaultText: 'on',
    help: 'Whether the live window is also written to the data directory.',
    takesEffect: 'next broadcast',
  }),
  'log-level': setting({
    group: 'Files and logs',
    kind: kinds.choice('LEVEL', ['debug', 'info', 'warn', 'error', 'silent']),
    defaultText: 'info',
    help: 'How much the log on standard error tells: debug, info, warn, error or silent.',
    takesEffect: 'restart',
    startOnly: true,
  }),
  metrics: setting({
    group: 'Files and logs',
    kind: kinds.onOff(),
    defaultText: 'off',
    help: 'Whether /metrics answers with figures for Prometheus, to anybody who asks.',
    takesEffect: 'at once',
  }),

  'channel-name': setting({
    group: 'Channel',
    kind: kinds.line({ min: 1, max: 100 }),
    defaultText: 'Aerial',
    help: 'Name of the channel.',
    takesEffect: 'at once',
  }),
  'channel-summary': setting({
    group: 'Channel',
    kind: kinds.line({ min: 0, max: 500 }),
    defaultText: '',
    help: 'What the channel is about, in a sentence or two.',
    takesEffect: 'at once',
  }),
  'stream-title': setting({
    group: 'Channel',
    kind: kinds.line({ min: 0, max: 200 }),
    defaultText: '',
    help: 'Title of what is being streamed.',
    takesEffect: 'at once',
  }),
  'grace-seconds': setting({
    group: 'Channel',
    kind: kinds.wholeNumber({ min: 0, max: 3600 }),
    defaultText: '60',
    help: 'Seconds that a broadcast waits for an encoder that has gone to come back.',
    takesEffect: 'at once',
  }),

  ladder: setting({
    group: 'Picture',
    kind: kinds.ladder(),
    defaultText: 'auto',
    help: 'Smaller renditions: auto (what the cores hold), off, or a list such as 720p:2500,480p:1200.',
    takesEffect: 'next broadcast',
  }),
  cores: setting({
    group: 'Picture',
    kind: kinds.autoOrWholeNumber({ min: 1, max: 256 }),
    defaultText: 'auto',
    help: 'Processor cores that the automatic ladder may count on.',
    takesEffect: 'next broadcast',
  }),
  'part-ms': setting({
    group: 'Picture',
    kind: kinds.wholeNumber({ min: 200, max: 1000 }),
    defaultText: '500',
    help: 'Milliseconds of one low-latency part: shorter is less delay and more requests.',
    takesEffect: 'next broadcast',
  }),
  // Below 24 s a playlist delta update has nothing to skip: the skip boundary is at least six target durations of 4 s
  // (rfc8216bis 4.4.3.8). Above 300 s the memory for the window is what one expects of a recording.
  'window-seconds': setting({
    group: 'Picture',
    kind: kinds.wholeNumber({ min: 24, max: 300 }),
    defaultText: '30',
    help: 'Seconds of the stream that a viewer can go back; twice that is held in memory, of every rendition.',
    takesEffect: 'next broadcast',
  }),

  'ingest-connections': setting({
    group: 'Limits',
    kind: kinds.wholeNumber({ min: 1, max: 10_000 }),
    defaultText: '256',
    help: 'RTMP connections at a time.',
    takesEffect: 'restart',
  }),
  'ingest-connections-per-address': setting({
    group: 'Limits',
    kind: kinds.wholeNumber({ min: 1, max: 10_000 }),
    defaultText: '16',
    help: 'RTMP connections at a time from one address.',
    takesEffect: 'restart',
  }),
  'http-connections': setting({
    group: 'Limits',
    kind: kinds.wholeNumber({ min: 10, max: 1_000_000 }),
    defaultText: '20000',
    help: 'Web connections at a time; each takes one open file.',
    takesEffect: 'restart',
  }),
  'http-waiting-requests': setting({
    group: 'Limits',
    kind: kinds.wholeNumber({ min: 10, max: 1_000_000 }),
    defaultText: '20000',
    help: 'Requests that may wait at a time for the next part of the stream.',
    takesEffect: 'restart',
  }),
} as const;

export type SettingName = keyof typeof settingsTable;
export type SettingValue<Name extends SettingName> =
  (typeof settingsTable)[Name] extends SettingDefinition<infer Value> ? Value : never;

/** Every name, in the order of the table. */
export const settingNames = Object.keys(settingsTable) as readonly SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingsTable, name);
}

/** The definition, with its value's type forgotten: for what treats all settings alike. */
export function definitionOf(name: SettingName): SettingDefinition<unknown> {
  return settingsTable[name];
}

/** `http-port` → `AERIAL_HTTP_PORT`. */
export function environmentName(name: string): string {
  return `AERIAL_${name.replaceAll('-', '_').toUpperCase()}`;
}
