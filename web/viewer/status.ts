import { type Planned, readPlanned } from './schedule/planned.ts';
import { backOffMs } from '../shared/backoff.ts';

/** Where the channel stands: nothing on air, on air, or on air with its encoder gone for a moment. */
export type Phase = 'offline' | 'live' | 'away';

/** One answer of `/api/status`, reduced to what the page shows. */
export interface ChannelStatus {
  readonly phase: Phase;
  readonly title: string;
  /** What is on air has no picture. */
  readonly isAudioOnly: boolean;
  /** When the broadcast on air began; null when nothing is. */
  readonly startedAtMs: number | null;
  /** When the last broadcast ended. */
  readonly lastLiveAtMs: number | null;
  readonly viewerCount: number | null;
  readonly serverTimeMs: number | null;
  /** Another number means other qualities to choose from; null when the server has not said. */
  readonly ladderVersion: number | null;
  /** What is on by plan, or the next that will be; null for nothing. */
  readonly planned: Planned | null;
}

/** The phase named by `value`, or null for anything else. */
export function readPhase(value: unknown): Phase | null {
  return value === 'offline' || value === 'live' || value === 'away' ? value : null;
}

/** Milliseconds since 1970 of an ISO time, or null for anything else. */
export function readInstantMs(value: unknown): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** Parses the JSON of `/api/status`; null when it is not one (a proxy's error page, an older server). */
export function parseStatus(body: unknown): ChannelStatus | null {
  if (typeof body !== 'object' || body === null) return null;
  const fields = body as Readonly<Record<string, unknown>>;
  const online = fields['online'];
  const phase = readPhase(fields['phase']) ?? (typeof online === 'boolean' ? (online ? 'live' : 'offline') : null);
  if (phase === null) return null;
  return {
    phase,
    title: typeof fields['streamTitle'] === 'string' ? fields['streamTitle'] : '',
    isAudioOnly: fields['audioOnly'] === true,
    startedAtMs: phase === 'offline' ? null : readInstantMs(fields['lastConnectTime']),
    lastLiveAtMs: readInstantMs(fields['lastDisconnectTime']),
    viewerCount: typeof fields['viewerCount'] === 'number' ? fields['viewerCount'] : null,
    serverTimeMs: readInstantMs(fields['serverTime']),
    ladderVersion: typeof fields['ladderVersion'] === 'number' ? fields['ladderVersion'] : null,
    planned: readPlanned(fields['scheduledEvent']),
  };
}

/** What decides when to ask again. */
export interface PollingMood {
  readonly phase: Phase;
  /** The player waits for something only the server can explain. */
  readonly urgent: boolean;
  readonly hidden: boolean;
  /** Questions in a row that got no answer. */
  readonly failures: number;
}

const unreachable = { baseMs: 1000, maxMs: 3000 };

/** Milliseconds until the next question; `random` (0..1) spreads viewers apart. */
export function nextPollMs({ phase, urgent, hidden, failures }: PollingMood, random: number): number {
  if (failures > 0) return backOffMs(failures - 1, random, hidden ? { baseMs: 5000, maxMs: 30_000 } : unreachable);
  const spread = 0.85 + 0.3 * random;
  if (phase === 'away' || urgent) return 1000 * spread;
  if (phase === 'live') return (hidden ? 30_000 : 10_000) * spread;
  return (hidden ? 15_000 : 2000) * spread;
}
