import { type Addresses, objectAddress } from '../addresses.ts';
import { hashtag } from './actor.ts';
import { CONTEXT, escapeHtml, type Json, PUBLIC, timeOf } from './terms.ts';

/** A picture that goes with a post. */
export interface PostPicture {
  readonly url: string;
  readonly mediaType: string;
  /** What is to be seen, for those who cannot see it. */
  readonly alt: string;
}

/** A post, before it is a note. */
export interface PostDraft {
  readonly id: string;
  /** Clean HTML. */
  readonly html: string;
  readonly tags: readonly string[];
  readonly picture: PostPicture | null;
  /** Page that it leads people to. */
  readonly url: string;
  /** Such as `en`; null when the owner does not say. */
  readonly language: string | null;
  /** What stands in its place until it is opened; null for nothing. */
  readonly warning: string | null;
  readonly isForAdults: boolean;
  /** For followers alone. */
  readonly isPrivate: boolean;
  readonly mayBeQuoted: boolean;
  readonly publishedWallMs: number;
}

/** The note itself, without a context: it stands in activities. */
export function noteOf(addresses: Addresses, draft: PostDraft): Json {
  const audience = audienceOf(addresses, draft.isPrivate);
  const isSensitive = draft.isForAdults || draft.warning !== null;
  return {
    id: objectAddress(addresses, draft.id),
    type: 'Note',
    attributedTo: addresses.actor,
    ...audience,
    content: draft.html,
    ...(draft.language !== null && { contentMap: { [draft.language]: draft.html } }),
    published: timeOf(draft.publishedWallMs),
    url: draft.url,
    ...(draft.warning !== null && { summary: draft.warning }),
    sensitive: isSensitive,
    tag: draft.tags.map((tag) => hashtag(addresses.base, tag)),
    attachment:
      draft.picture === null
        ? []
        : [{ type: 'Image', url: draft.picture.url, mediaType: draft.picture.mediaType, name: draft.picture.alt }],
    interactionPolicy: {
      canQuote: { automaticApproval: [draft.mayBeQuoted && !draft.isPrivate ? PUBLIC : addresses.actor] },
    },
  };
}

export function audienceOf(
  { followers }: Addresses,
  isPrivate: boolean,
): { to: readonly string[]; cc: readonly string[] } {
  return isPrivate ? { to: [followers], cc: [] } : { to: [PUBLIC], cc: [followers] };
}

/** The activity that publishes a note. */
export function createOf(note: Json): Json {
  const { id, attributedTo, to, cc, published } = note;
  return {
    '@context': CONTEXT,
    id: `${String(id)}/activity`,
    type: 'Create',
    actor: attributedTo,
    to,
    cc,
    published,
    object: note,
  };
}

/** Tells that a note reads otherwise now; `revision` makes its name its own. */
export function updateOf(note: Json, revision: string): Json {
  const { id, attributedTo, to, cc } = note;
  return {
    '@context': CONTEXT,
    id: `${String(id)}#update-${revision}`,
    type: 'Update',
    actor: attributedTo,
    to,
    cc,
    object: note,
  };
}

/** What is left of a note, or of something of another type, that was taken back. */
export function tombstoneOf(iri: string, formerType: string, deletedWallMs: number): Json {
  return { '@context': CONTEXT, id: iri, type: 'Tombstone', formerType, deleted: timeOf(deletedWallMs) };
}

export function deleteOf({ actor }: Pick<Addresses, 'actor'>, iri: string, to: readonly string[]): Json {
  return {
    '@context': CONTEXT,
    id: `${iri}#delete`,
    type: 'Delete',
    actor,
    to,
    object: { id: iri, type: 'Tombstone' },
  };
}

/** A word to one account alone: to it, and to nobody else, or some servers show it to followers. */
export function directNote(
  addresses: Addresses,
  word: {
    readonly id: string;
    readonly to: string;
    readonly account: string;
    readonly text: string;
    readonly wallMs: number;
  },
): Json {
  const mention = `<span class="h-card"><a href="${escapeHtml(word.to)}" class="u-url mention">@${escapeHtml(word.account)}</a></span>`;
  return {
    id: objectAddress(addresses, word.id),
    type: 'Note',
    attributedTo: addresses.actor,
    to: [word.to],
    cc: [],
    content: `<p>${escapeHtml(word.text)} ${mention}</p>`,
    published: timeOf(word.wallMs),
    tag: [{ type: 'Mention', href: word.to, name: `@${word.account}` }],
    attachment: [],
    sensitive: false,
  };
}

/** Lines of plain text as paragraphs, with every `#tag` a link. */
export function paragraphs(base: string, text: string): string {
  return text
    .split(/\n+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => `<p>${linkTags(base, escapeHtml(line))}</p>`)
    .join('');
}

const TAG = /(^|[\s(>])#([\p{L}\p{N}_]{1,100})/gu;

/** Clean HTML with every `#tag` in its text a link. */
export function linkTags(base: string, html: string): string {
  return html
    .split(/(<a\b[\s\S]*?<\/a>|<[^>]*>)/)
    .map((piece, index) =>
      index % 2 === 1
        ? piece
        : piece.replaceAll(TAG, (_, before: string, tag: string) => `${before}${tagLink(base, tag)}`),
    )
    .join('');
}

/** Tags that stand in clean HTML, whether they are links already or not. */
export function tagsIn(html: string): readonly string[] {
  const text = html.replaceAll('#<span>', '#').replaceAll(/<[^>]*>/g, ' ');
  return [...new Set([...text.matchAll(/(?:^|[\s(])#([\p{L}\p{N}_]{1,100})/gu)].map(([, tag = '']) => tag))].slice(
    0,
    30,
  );
}

export function tagLink(base: string, tag: string): string {
  const { href } = hashtag(base, tag);
  return `<a href="${escapeHtml(String(href))}" class="mention hashtag" rel="tag">#<span>${escapeHtml(tag)}</span></a>`;
}
