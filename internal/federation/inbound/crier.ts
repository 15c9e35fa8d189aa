import type { Clock } from '../../platform/clock.ts';
import { escapeHtml } from '../documents/terms.ts';
import { TokenBuckets } from '../gate/token-buckets.ts';
import { plainText, tidy } from '../plain-text.ts';
import type { RemoteActor, RemoteNote } from '../remote.ts';
import { deeds } from '../station.ts';

/** Lines of the fediverse that the chat shows: enough to be seen, and no more than people can talk beside. */
const chatLimits = { burst: 10, perMinute: 12, names: 1 } as const;
const NAME_LENGTH = 50;
const REPLY_LENGTH = 500;
/** Replies whose line can still be taken back. */
const MAX_REPLIES = 500;

/** A line for the chat; `body` is clean HTML. */
export interface ChatLine {
  readonly kind:
    | 'FEDIVERSE_ENGAGEMENT_FOLLOW'
    | 'FEDIVERSE_ENGAGEMENT_LIKE'
    | 'FEDIVERSE_ENGAGEMENT_REPOST'
    | 'FEDIVERSE_ENGAGEMENT_REPLY';
  readonly body: string;
  readonly title: string;
  readonly link: string;
  readonly image: string | null;
}

export interface Chat {
  /** Shows a line; its id, or null where there is no chat. */
  show(line: ChatLine): string | null;
  hide(id: string): void;
  /** Whether the rules that hold in the chat let this account say that. */
  allows(text: string, account: string): boolean;
}

export interface CrierNeeds {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly chat: Chat;
  readonly stationName: () => string;
}

/** Tells the chat what people of the fediverse do. */
export class Crier {
  readonly #needs: CrierNeeds;
  readonly #pace = new TokenBuckets(chatLimits);
  /** Ids of lines, by the note that they show. */
  readonly #replies = new Map<string, { readonly lineId: string; readonly actorIri: string; readonly body: string }>();

  constructor(needs: CrierNeeds) {
    this.#needs = needs;
  }

  tellFollow(actor: RemoteActor): void {
    this.#tell(deeds.follow, actor, 'followed this stream.');
  }

  tellLike(actor: RemoteActor, wasLiveNotice: boolean): void {
    this.#tell(
      deeds.like,
      actor,
      wasLiveNotice ? 'liked that this stream went live.' : `liked a post from ${this.#needs.stationName()}.`,
    );
  }

  tellRepost(actor: RemoteActor, wasLiveNotice: boolean): void {
    const what = wasLiveNotice
      ? 'shared this stream with their followers.'
      : `shared a post from ${this.#needs.stationName()}.`;
    this.#tell(deeds.repost, actor, what);
  }

  /** Shows a reply if the chat's rules allow it, once however often it comes; one that was changed takes the place of what was shown. */
  tellReply(actor: RemoteActor, note: RemoteNote): void {
    const { chat, clock } = this.#needs;
    // What is behind a warning is not for everybody: the warning stands for it.
    const text =
      note.summary === null
        ? withoutMentions(plainText(note.content, REPLY_LENGTH))
        : plainText(note.summary, REPLY_LENGTH);
    const body = `<strong>${escapeHtml(nameOf(actor))}</strong>: ${escapeHtml(text)}`;
    if (this.#replies.get(note.iri)?.body === body) return;
    this.takeBack(note.iri, actor.iri);
    if (text === '' || !chat.allows(text, actor.account) || !this.#pace.take('', clock.monotonicMs())) return;
    const lineId = chat.show({ kind: deeds.reply, body, ...faceOf(actor), link: note.url ?? note.iri });
    if (lineId === null) return;
    this.#replies.set(note.iri, { lineId, actorIri: actor.iri, body });
    const [oldest] = this.#replies.keys();
    if (this.#replies.size > MAX_REPLIES && oldest !== undefined) this.#replies.delete(oldest);
  }

  /** Hides the line of a note that its author, and nobody else, took back. */
  takeBack(noteIri: string, actorIri: string): void {
    const shown = this.#replies.get(noteIri);
    if (shown?.actorIri !== actorIri) return;
    this.#replies.delete(noteIri);
    this.#needs.chat.hide(shown.lineId);
  }

  /** Hides everything that an account said. */
  takeBackAll(actorIri: string): void {
    for (const [noteIri, shown] of this.#replies) if (shown.actorIri === actorIri) this.takeBack(noteIri, actorIri);
  }

  #tell(kind: ChatLine['kind'], actor: RemoteActor, what: string): void {
    const { chat, clock } = this.#needs;
    if (!this.#pace.take('', clock.monotonicMs())) return;
    const body = `<strong>${escapeHtml(nameOf(actor))}</strong> ${escapeHtml(what)}`;
    chat.show({ kind, body, ...faceOf(actor) });
  }
}

export function nameOf(actor: RemoteActor): string {
  return tidy(actor.name, NAME_LENGTH) || actor.account;
}

function faceOf({ account, image, iri, url }: RemoteActor): Pick<ChatLine, 'title' | 'link' | 'image'> {
  return { title: account, link: url ?? iri, image };
}

/** Replies begin with whom they answer. */
function withoutMentions(text: string): string {
  return text.replace(/^(?:@[\w.-]+(?:@[\w.:-]+)?\s+)+/, '');
}
