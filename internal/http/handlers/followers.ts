import type { z } from '../../platform/schema.ts';
import type { Handlers } from '../contract/endpoint.ts';
import type { followerEndpoints } from '../contract/followers.ts';
import type { follower, knownFollower } from '../contract/shapes.ts';
import { toTime, toTimeOrNull } from '../times.ts';

const DEFAULT_LIMIT = 50;
const MAX_WAITING_SHOWN = 500;

export interface Follower {
  readonly iri: string;
  readonly name: string;
  readonly username: string;
  readonly image: string | null;
  readonly approvedWallMs: number | null;
  readonly disabledWallMs: number | null;
  readonly unreachableWallMs: number | null;
}

interface Activity {
  readonly iri: string;
  readonly actorIri: string;
  readonly kind: string;
  readonly receivedWallMs: number;
  readonly words: string;
}

interface Slice {
  readonly offset: number;
  readonly limit: number;
}

interface SliceOf<Entry> {
  readonly total: number;
  readonly entries: readonly Entry[];
}

export interface FollowerNeeds {
  readonly followers: {
    /** Newest first. */
    list(state: 'approved' | 'pending' | 'blocked', slice: Slice): SliceOf<Follower>;
    listActivities(slice: Slice): SliceOf<Activity>;
  };
}

export function followerHandlers({ followers }: FollowerNeeds): Handlers<typeof followerEndpoints> {
  const listWaiting = (state: 'pending' | 'blocked') =>
    followers.list(state, { offset: 0, limit: MAX_WAITING_SHOWN }).entries.map(describeKnownFollower);
  return {
    listFollowersForAdmin: ({ query }) => {
      const { total, entries } = followers.list('approved', toSlice(query));
      return { total, results: entries.map(describeKnownFollower) };
    },
    listPendingFollowers: () => listWaiting('pending'),
    listBlockedFollowers: () => listWaiting('blocked'),
    listFederationActions: ({ query }) => {
      const { offset, limit } = toSlice(query);
      const { total, entries } = followers.listActivities({ offset: offset * limit, limit });
      return { total, results: entries.map(describeActivity) };
    },
  };
}

/** What a query asks for of a list. */
export function toSlice(query: { readonly offset?: number | undefined; readonly limit?: number | undefined }): Slice {
  return { offset: query.offset ?? 0, limit: query.limit ?? DEFAULT_LIMIT };
}

export function describeFollower(entry: Follower): z.input<typeof follower> {
  return {
    link: entry.iri,
    name: entry.name,
    username: entry.username,
    image: entry.image ?? '',
    timestamp: toTimeOrNull(entry.approvedWallMs),
    disabledAt: toTimeOrNull(entry.disabledWallMs),
  };
}

export function describeKnownFollower(entry: Follower): z.input<typeof knownFollower> {
  return { ...describeFollower(entry), unreachableSince: toTimeOrNull(entry.unreachableWallMs) };
}

function describeActivity(entry: Activity) {
  return {
    iri: entry.iri,
    actorIRI: entry.actorIri,
    type: entry.kind,
    timestamp: toTime(entry.receivedWallMs),
    words: entry.words,
  };
}
