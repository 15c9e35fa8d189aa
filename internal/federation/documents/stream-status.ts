import type { Addresses } from '../addresses.ts';
import { CONTEXT, type Json } from './terms.ts';

/** Owncast reads and writes its own words in full, whatever a context says. */
const OWNCAST = 'https://owncast.online/ns#';

/** How the channel's stream is now. */
export interface StreamFacts {
  readonly isOnline: boolean;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly logoUrl: string;
  readonly thumbnailUrl: string;
}

/** Tells a channel that recommends this one how the stream is: `Offer` while it is live, `Leave` when it has ended. */
export function statusOf({ actor, base }: Addresses, facts: StreamFacts, to: string, id: string): Json {
  return {
    '@context': CONTEXT,
    id: `${actor}#status-${id}`,
    type: facts.isOnline ? 'Offer' : 'Leave',
    actor,
    to: [to],
    object: base,
    ...inOwncastsWords({
      streamStatus: facts.isOnline ? 'live' : 'offline',
      streamTitle: facts.title,
      serverName: facts.name,
      streamDescription: facts.description,
      logoUrl: facts.logoUrl,
      ...(facts.isOnline && { thumbnailUrl: facts.thumbnailUrl }),
      streamTags: facts.tags,
    }),
  };
}

/** Asks another channel whether this one may recommend it. */
export function featureRequest({ actor }: Addresses, target: string, id: string): Json {
  return {
    '@context': CONTEXT,
    id: `${actor}#follow-${id}`,
    type: 'Follow',
    actor,
    to: [target],
    object: target,
    ...inOwncastsWords({ directory: true }),
  };
}

/** Takes that back. */
export function endOfFeature({ actor }: Addresses, target: string, followIri: string): Json {
  const object = { id: followIri, type: 'Follow', actor, object: target };
  return { '@context': CONTEXT, id: `${followIri}-undo`, type: 'Undo', actor, to: [target], object };
}

function inOwncastsWords(terms: Json): Json {
  return Object.fromEntries(Object.entries(terms).map(([term, value]) => [`${OWNCAST}${term}`, value]));
}
