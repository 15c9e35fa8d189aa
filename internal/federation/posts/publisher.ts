import type { Clock } from '../../platform/clock.ts';
import { cleanTag } from '../documents/actor.ts';
import {
  createOf,
  deleteOf,
  linkTags,
  noteOf,
  paragraphs,
  type PostDraft,
  type PostPicture,
  tagLink,
  tagsIn,
  tombstoneOf,
  updateOf,
} from '../documents/note.ts';
import { CONTEXT, escapeHtml, type Json, timeOf } from '../documents/terms.ts';
import type { Account, OutboxShelf, Post } from '../station.ts';

const MAX_TAGS = 30;

/** What there is to say of a broadcast. */
export interface LiveDraft {
  readonly message: string;
  readonly title: string;
  readonly picture: PostPicture | null;
}

/** What matters here of something that was published. */
interface Published {
  readonly type?: string;
  readonly to?: readonly string[];
  readonly cc?: readonly string[];
}

export interface PublisherNeeds {
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly newId: () => string;
  readonly outbox: OutboxShelf;
  readonly deliveries: { spread(activity: Json): void };
  /** Clean HTML of the owner's Markdown. */
  readonly renderMarkdown: (text: string) => string;
}

/** Publishes posts, changes them and takes them back; whoever follows is told. */
export class Publisher {
  readonly #needs: PublisherNeeds;

  constructor(needs: PublisherNeeds) {
    this.#needs = needs;
  }

  /** Says in Markdown whatever the owner wants to say; returns the post's address. */
  say(account: Account, text: string): string {
    return this.#publishNote(this.writePost(account, text), false);
  }

  /** Says that the channel is live; returns the post's address, and that of the page that it leads to. */
  announce(account: Account, live: LiveDraft): { readonly iri: string; readonly url: string } {
    const note = this.writeLive(account, live);
    return { iri: this.#publishNote(note, true), url: String(note['url']) };
  }

  /** What `say` would publish. */
  writePost(account: Account, text: string): Json {
    const html = linkTags(account.addresses.base, this.#needs.renderMarkdown(text));
    return this.#write(account, { id: this.#needs.newId(), html, tags: tagsIn(html), picture: null });
  }

  /** What `announce` would publish. */
  writeLive(account: Account, live: LiveDraft): Json {
    const id = this.#needs.newId();
    const html = liveHtml(account, { ...live, url: pageOf(account, id) });
    return this.#write(account, { id, html, tags: tagsOf(account, html), picture: live.picture });
  }

  /** Says at the foot of a post what has become of it. */
  amend(iri: string, sentence: string): boolean {
    const post = this.#needs.outbox.get(iri);
    if (post === null || post.deletedWallMs !== null) return false;
    const { '@context': _, ...note } = JSON.parse(post.json) as Json;
    const content = `${String(note['content'])}<p>${escapeHtml(sentence)}</p>`;
    const { contentMap } = note;
    const languages = typeof contentMap === 'object' && contentMap !== null ? Object.keys(contentMap) : [];
    return this.replace(iri, {
      ...note,
      content,
      ...(languages.length > 0 && { contentMap: Object.fromEntries(languages.map((language) => [language, content])) }),
    });
  }

  /** Puts something in place of what stands at that address, and tells everybody; false when nothing stands there. */
  replace(iri: string, object: Json): boolean {
    const { clock, deliveries, outbox } = this.#needs;
    const changed = { ...object, updated: timeOf(clock.wallMs()) };
    if (!outbox.replace(iri, JSON.stringify({ '@context': CONTEXT, ...changed }))) return false;
    deliveries.spread(updateOf(changed, String(clock.wallMs())));
    return true;
  }

  /** Publishes an object that is whole, with its address and its readers. */
  publish(object: Json, facts: Pick<Post, 'kind' | 'isLiveNotice' | 'createdWallMs'>): void {
    const { deliveries, outbox } = this.#needs;
    outbox.add({ iri: String(object['id']), json: JSON.stringify({ '@context': CONTEXT, ...object }), ...facts });
    deliveries.spread(createOf(object));
  }

  takeBack(account: Account, iri: string): boolean {
    const { clock, deliveries, outbox } = this.#needs;
    const post = outbox.get(iri);
    if (post === null) return false;
    const { to, cc, type } = JSON.parse(post.json) as Published;
    const nowWallMs = clock.wallMs();
    const tombstone = tombstoneOf(iri, type === 'Event' ? type : 'Note', nowWallMs);
    if (!outbox.takeBack(iri, JSON.stringify(tombstone), nowWallMs)) return false;
    deliveries.spread(deleteOf(account.addresses, iri, [...(to ?? []), ...(cc ?? [])]));
    return true;
  }

  #write(account: Account, given: Pick<PostDraft, 'id' | 'html' | 'tags' | 'picture'>): Json {
    const { addresses, rules } = account;
    const publishedWallMs = this.#needs.clock.wallMs();
    return noteOf(addresses, { ...rules, ...given, url: pageOf(account, given.id), publishedWallMs });
  }

  #publishNote(note: Json, isLiveNotice: boolean): string {
    this.publish(note, { kind: 'Note', isLiveNotice, createdWallMs: this.#needs.clock.wallMs() });
    return String(note['id']);
  }
}

/** A page of its own for each post: other servers keep the card of an address for weeks. */
function pageOf({ addresses }: Account, id: string): string {
  return `${addresses.base}/?post=${id}`;
}

function tagsOf({ rules }: Account, html: string): readonly string[] {
  return [...new Set([...rules.tags.map(cleanTag).filter((tag) => tag !== ''), ...tagsIn(html)])].slice(0, MAX_TAGS);
}

function liveHtml({ addresses, rules }: Account, live: { message: string; title: string; url: string }): string {
  const { base, host } = addresses;
  const tags = [...new Set(rules.tags.map(cleanTag).filter((tag) => tag !== ''))].slice(0, MAX_TAGS);
  return [
    paragraphs(base, live.message),
    paragraphs(base, live.title),
    tags.length === 0 ? '' : `<p>${tags.map((tag) => tagLink(base, tag)).join(' ')}</p>`,
    `<p><a href="${escapeHtml(live.url)}">${escapeHtml(host)}</a></p>`,
  ].join('');
}
