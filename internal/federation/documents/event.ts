import type { ShownBroadcast } from '../../schedule/planned-broadcast.ts';
import { type Addresses, objectAddress } from '../addresses.ts';
import { hashtag } from './actor.ts';
import { audienceOf, paragraphs, tagsIn } from './note.ts';
import { type Json, timeOf } from './terms.ts';

/** Where a planned broadcast is on the fediverse: the path that Owncast has for it, too. */
export function eventAddress(addresses: Pick<Addresses, 'base'>, id: string): string {
  return objectAddress(addresses, `event/${id}`);
}

/**
 * A planned broadcast as an `Event` of ActivityStreams in the manner of FEP-8a8e, without a context. Programs for events put it into
 * calendars; those for short posts show its name and its address.
 */
export function eventOf(
  addresses: Addresses,
  event: ShownBroadcast,
  more: {
    readonly isPrivate: boolean;
    readonly language: string | null;
    readonly logo: { readonly url: string; readonly mediaType: string };
    readonly publishedWallMs: number;
  },
): Json {
  const { base, actor } = addresses;
  const content = paragraphs(base, event.description);
  const url = `${base}/schedule#${event.id}`;
  return {
    id: eventAddress(addresses, event.id),
    type: 'Event',
    attributedTo: actor,
    ...audienceOf(addresses, more.isPrivate),
    name: event.name,
    content,
    ...(more.language !== null && { nameMap: { [more.language]: event.name } }),
    startTime: timeOf(event.startWallMs),
    endTime: timeOf(event.startWallMs + event.durationMinutes * 60_000),
    duration: durationOf(event.durationMinutes),
    timezone: event.timeZone,
    eventStatus: event.status === 'cancelled' ? 'EventCancelled' : 'EventScheduled',
    joinMode: 'none',
    location: { type: 'VirtualLocation', name: addresses.host, url: `${base}/` },
    organizers: { type: 'OrganizersCollection', totalItems: 1, items: [actor] },
    published: timeOf(more.publishedWallMs),
    url,
    sensitive: false,
    tag: tagsIn(content).map((tag) => hashtag(base, tag)),
    attachment: [{ type: 'Image', ...more.logo, name: addresses.username }],
  };
}

/** `PT1H30M`. */
function durationOf(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return `PT${hours > 0 ? `${hours}H` : ''}${rest > 0 || hours === 0 ? `${rest}M` : ''}`;
}
