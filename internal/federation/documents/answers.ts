import type { Addresses } from '../addresses.ts';
import { CONTEXT, type Json } from './terms.ts';

/**
 * Yes or no to a Follow. The whole of it comes along: what it is known by elsewhere cannot always be fetched, and some servers match by who
 * and whom.
 */
export function answerToFollow(
  kind: 'Accept' | 'Reject',
  { actor }: Addresses,
  follow: { readonly iri: string; readonly follower: string; readonly json: string | null },
  id: string,
): Json {
  const object = followObject(follow, actor);
  return {
    '@context': CONTEXT,
    id: `${actor}#${kind.toLowerCase()}-${id}`,
    type: kind,
    actor,
    to: [follow.follower],
    object,
  };
}

function followObject(follow: { iri: string; follower: string; json: string | null }, actor: string): unknown {
  const stored: unknown = follow.json === null ? null : JSON.parse(follow.json);
  if (typeof stored === 'object' && stored !== null && 'type' in stored) return { ...stored, '@context': undefined };
  return { id: follow.iri, type: 'Follow', actor: follow.follower, object: actor };
}

/** Yes to a quotation (FEP-044f), with a stamp that others can look up. */
export function acceptQuote(
  addresses: Addresses,
  request: { readonly json: string; readonly from: string },
  stamp: string,
): Json {
  const asked = JSON.parse(request.json) as Json;
  return {
    '@context': CONTEXT,
    id: `${stamp}#accept`,
    type: 'Accept',
    actor: addresses.actor,
    to: [request.from],
    object: { ...asked, '@context': undefined },
    result: stamp,
  };
}

export function rejectQuote(
  { actor }: Addresses,
  request: { readonly json: string; readonly from: string },
  id: string,
): Json {
  const asked = JSON.parse(request.json) as Json;
  return {
    '@context': CONTEXT,
    id: `${actor}#reject-${id}`,
    type: 'Reject',
    actor,
    to: [request.from],
    object: { ...asked, '@context': undefined },
  };
}

/** The stamp itself: that this quotation of that post is welcome. */
export function quoteAuthorization(
  addresses: Addresses,
  iri: string,
  quote: { readonly quote: string; readonly target: string },
): Json {
  return {
    '@context': CONTEXT,
    id: iri,
    type: 'QuoteAuthorization',
    attributedTo: addresses.actor,
    interactingObject: quote.quote,
    interactionTarget: quote.target,
  };
}

/** Tells followers where the account lives from now on. */
export function moveTo({ actor, followers }: Addresses, target: string, id: string): Json {
  return {
    '@context': CONTEXT,
    id: `${actor}#move-${id}`,
    type: 'Move',
    actor,
    object: actor,
    target,
    to: [followers],
  };
}
