import type { AerialEvents } from '../app/events.ts';
import { toPublicUser } from '../auth/wire-user.ts';
import { toTime } from '../platform/times.ts';

/** The station at the moment of an event. Times in wall-clock milliseconds; null for what never was. */
export interface StationFacts {
  readonly name: string;
  readonly summary: string;
  readonly streamTitle: string;
  /** Where it is on the internet; empty when the owner has not said. */
  readonly serverUrl: string;
  readonly version: string;
  readonly lastConnectWallMs: number | null;
  readonly lastDisconnectWallMs: number | null;
  readonly isOnline: boolean;
  readonly viewers: { readonly now: number; readonly sessionPeak: number; readonly overallPeak: number };
}

/** What goes to webhooks: `type` and `eventData` on the wire, in the shapes of Owncast. */
export interface WebhookEvent {
  readonly type: string;
  readonly id: string;
  readonly eventData: Readonly<Record<string, unknown>>;
}

/** What every event tells besides its own: who, when, and how the station stands. */
interface Circumstances {
  readonly id: string;
  readonly wallMs: number;
  readonly station: StationFacts;
}

/** Something was said in the chat. */
export function messageEvent(said: AerialEvents['chat.message'], station: StationFacts): WebhookEvent {
  const { id, timestampWallMs, user, body, rawBody, clientId, isVisible } = said;
  return eventOf(
    'CHAT',
    { id, wallMs: timestampWallMs, station },
    {
      user: toPublicUser(user),
      body,
      rawBody,
      clientId,
      visible: isVisible,
    },
  );
}

export function joinedEvent({ user, clientId }: AerialEvents['chat.joined'], given: Circumstances): WebhookEvent {
  return eventOf('USER_JOINED', given, { user: toPublicUser(user), clientId });
}

export function partedEvent({ user, clientId }: AerialEvents['chat.parted'], given: Circumstances): WebhookEvent {
  return eventOf('USER_PARTED', given, { user: toPublicUser(user), clientId });
}

export function renamedEvent({ user, clientId }: AerialEvents['chat.renamed'], given: Circumstances): WebhookEvent {
  return eventOf('NAME_CHANGE', given, { user: toPublicUser(user), clientId, newName: user.displayName });
}

/** Messages were hidden or shown again; older bots know the names in capitals. */
export function visibilityEvent(change: AerialEvents['chat.visibility'], given: Circumstances): WebhookEvent {
  const { ids, isVisible } = change;
  const ofOlder = { MessageIDs: ids, Visible: isVisible, body: '' };
  return eventOf('VISIBILITY-UPDATE', given, { user: null, visible: isVisible, ids, ...ofOlder });
}

/** Something happened to the stream itself. */
export function streamEvent(
  type: 'STREAM_STARTED' | 'STREAM_STOPPED' | 'STREAM_TITLE_UPDATED',
  given: Circumstances,
): WebhookEvent {
  const { name, summary, streamTitle } = given.station;
  return eventOf(type, given, { name, summary, streamTitle });
}

/** Somebody of the fediverse follows the channel from now on. */
export function followedEvent(fact: AerialEvents['fediverse.followed'], given: Circumstances): WebhookEvent {
  const { name, account, image } = fact;
  return eventOf('FEDIVERSE_ENGAGEMENT_FOLLOW', given, { name, username: account, image: image ?? '' });
}

/** How Owncast names what comes to pass of a planned broadcast. */
const stageNames = { soon: '10-minute-warning', begins: 'started', ends: 'ended' } as const;

/** A planned broadcast draws near, should begin, or should end. Its id is the same however often that is told. */
export function plannedEvent(fact: AerialEvents['schedule.stage'], given: Circumstances): WebhookEvent {
  const { id, seriesId, name, description, startWallMs, durationMinutes, timeZone, stage } = fact;
  const action = stageNames[stage];
  return eventOf(
    'SCHEDULED_EVENTS',
    { ...given, id: `${id}-${action}` },
    {
      action,
      event: {
        id,
        ...(seriesId !== null && { seriesId }),
        name,
        description,
        startTime: toTime(startWallMs),
        durationMinutes,
        timezone: timeZone,
        status: 'scheduled',
      },
    },
  );
}

/** For owners who want to see whether a webhook arrives. */
export function pingEvent(given: Circumstances): WebhookEvent {
  return eventOf('PING', given, {});
}

function eventOf(type: string, given: Circumstances, fields: Readonly<Record<string, unknown>>): WebhookEvent {
  const { id, wallMs, station } = given;
  const eventData = {
    type,
    id,
    timestamp: toTime(wallMs),
    ...fields,
    status: statusOf(station),
    serverURL: station.serverUrl,
  };
  return { type, id, eventData };
}

function statusOf(station: StationFacts): object {
  const { lastConnectWallMs, lastDisconnectWallMs, viewers } = station;
  return {
    lastConnectTime: lastConnectWallMs === null ? null : toTime(lastConnectWallMs),
    lastDisconnectTime: lastDisconnectWallMs === null ? null : toTime(lastDisconnectWallMs),
    versionNumber: station.version,
    streamTitle: station.streamTitle,
    viewerCount: viewers.now,
    overallMaxViewerCount: viewers.overallPeak,
    sessionMaxViewerCount: viewers.sessionPeak,
    online: station.isOnline,
  };
}
