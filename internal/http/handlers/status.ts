import type { z } from '../../platform/schema.ts';
import type { PlannedBroadcast } from '../../schedule/planned-broadcast.ts';
import type { Handlers } from '../contract/endpoint.ts';
import type { status, statusEndpoints } from '../contract/status.ts';
import { toTime, toTimeOrNull } from '../times.ts';

/** What is on air, as far as the public may know. Times in wall-clock milliseconds. */
export interface PublicState {
  readonly phase: 'offline' | 'live' | 'away';
  readonly title: string;
  /** What is on air has no picture. */
  readonly isAudioOnly: boolean;
  readonly lastConnectWallMs: number | null;
  readonly lastDisconnectWallMs: number | null;
}

/** The next planned broadcast, as far as the public may know. */
export interface NextPlanned extends Omit<PlannedBroadcast, 'timeZone'> {
  /** Whether people may write in the chat for it by now. */
  readonly isChatOpen: boolean;
}

export interface StatusNeeds {
  readonly version: string;
  readonly wallMs: () => number;
  readonly readState: () => PublicState;
  /** How many watch; null when that is hidden or nobody does. */
  readonly readViewerCount: () => number | null;
  /** Goes up with every change of the qualities on air. */
  readonly readLadderVersion: () => number;
  /** What is on by plan, or the next that will be; null for nothing. */
  readonly readPlanned: () => NextPlanned | null;
}

/** What is on air. */
export function readStatus(needs: StatusNeeds): z.input<typeof status> {
  const state = needs.readState();
  const viewerCount = needs.readViewerCount();
  const planned = needs.readPlanned();
  return {
    serverTime: toTime(needs.wallMs()),
    lastConnectTime: toTimeOrNull(state.lastConnectWallMs),
    lastDisconnectTime: toTimeOrNull(state.lastDisconnectWallMs),
    versionNumber: needs.version,
    streamTitle: state.title,
    ...(viewerCount === null ? {} : { viewerCount }),
    online: state.phase !== 'offline',
    phase: state.phase,
    audioOnly: state.isAudioOnly,
    ladderVersion: needs.readLadderVersion(),
    ...(planned !== null && { scheduledEvent: describePlanned(planned) }),
  };
}

/** As `/api/status` has it. */
function describePlanned({ startWallMs, isChatOpen, ...planned }: NextPlanned) {
  const { id, name, description, durationMinutes } = planned;
  return { id, name, description, startTime: toTime(startWallMs), durationMinutes, chatOpen: isChatOpen };
}

export function statusHandlers(needs: StatusNeeds): Handlers<typeof statusEndpoints> {
  return { getStatus: () => readStatus(needs) };
}
