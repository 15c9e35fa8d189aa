import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import { objectAddress } from '../addresses.ts';
import { acceptQuote, answerToFollow, quoteAuthorization, rejectQuote } from '../documents/answers.ts';
import type { Json } from '../documents/terms.ts';
import { plainText } from '../plain-text.ts';
import type { ReceivedActivity, RemoteActor, RemoteNote } from '../remote.ts';
import {
  type Account,
  BLOCK,
  deeds,
  type Follower,
  type FollowerShelf,
  type OutboxShelf,
  type Post,
} from '../station.ts';
import type { Worker } from '../worker/calls.ts';
import { type Crier, nameOf } from './crier.ts';

/** What is done with a post counts for so long. */
const ENGAGEMENT_AGE_MS = 36 * 3_600_000;
/** Followers, and those who wait, in all and of one server: a flood of accounts made for it ends there, and leaves room for everybody else. */
const maxFollowers = {
  approved: { inAll: 100_000, ofHost: 20_000 },
  pending: { inAll: 1_000, ofHost: 100 },
} as const;
/** Longest request that is kept as it came, to be sent back whole: what is longer is answered by its name. */
const KEPT_REQUEST_LENGTH = 8_192;
const REPORT_LENGTH = 1_000;
/** Letters of the name of a stamp, 6 bits each. */
const STAMP_LENGTH = 22;

type Of<Kind extends ReceivedActivity['kind']> = Extract<ReceivedActivity, { readonly kind: Kind }>;

export interface ReceiverNeeds {
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly log: Logger;
  readonly newId: () => string;
  readonly followers: FollowerShelf;
  readonly outbox: OutboxShelf;
  readonly deliveries: { send(activity: Json, inbox: string): void };
  readonly crier: Crier;
  readonly worker: Worker;
  /** Other channels that this one recommends. */
  readonly streams: {
    take(activity: Of<'Accept'> | Of<'Reject'> | Of<'Offer'> | Of<'Leave'>, actor: RemoteActor): void;
  };
  /** Somebody follows who did not before. */
  readonly onFollowed: (follower: Follower) => void;
}

/** Does what activities ask for, as far as the owner lets them. Whoever sends one is proved, and speaks for nobody else. */
export class Receiver {
  readonly #needs: ReceiverNeeds;

  constructor(needs: ReceiverNeeds) {
    this.#needs = needs;
  }

  async take(account: Account, actor: RemoteActor, activity: ReceivedActivity): Promise<void> {
    if (this.isBlocked(actor.iri)) return;
    switch (activity.kind) {
      case 'Follow':
        return this.#follow(account, actor, activity);
      case 'Undo':
        return this.#undo(account, actor, activity);
      case 'Like':
      case 'Announce':
        return this.#engage(account, actor, activity);
      case 'Create':
        return this.#reply(account, actor, activity.note);
      case 'Update':
        if (activity.object === actor.iri) return this.#refresh(actor.iri);
        return this.#reply(account, actor, activity.note);
      case 'Delete':
        return this.#delete(actor, activity.object);
      case 'Move':
        return this.#move(actor, activity);
      case 'Block':
        return this.#heedBlock(account, actor, activity);
      case 'Flag':
        return this.#report(account, actor, activity);
      case 'QuoteRequest':
        return this.#quote(account, actor, activity);
      case 'Accept':
      case 'Reject':
      case 'Offer':
      case 'Leave':
        return this.#needs.streams.take(activity, actor);
    }
  }

  /** An account that its own server knows no more. */
  forget(actorIri: string): void {
    const { crier, followers } = this.#needs;
    crier.takeBackAll(actorIri);
    if (!this.isBlocked(actorIri)) followers.remove(actorIri);
  }

  /** Whether the owner wants to hear nothing of that account. */
  isBlocked(actorIri: string): boolean {
    const known = this.#needs.followers.get(actorIri);
    return known !== null && known.disabledWallMs !== null;
  }

  /** Whether that account wants to hear nothing of the channel. */
  hasBlocked(account: Account, actorIri: string): boolean {
    return this.#needs.followers.isNoted(blockOf(account, actorIri));
  }

  isKnown(actorIri: string): boolean {
    return this.#needs.followers.get(actorIri) !== null;
  }

  #follow(account: Account, actor: RemoteActor, activity: Of<'Follow'>): void {
    const { addresses, rules } = account;
    const { clock, crier, deliveries, followers, log, newId, onFollowed } = this.#needs;
    if (activity.object !== addresses.actor) return;
    const before = followers.get(actor.iri);
    const nowWallMs = clock.wallMs();
    // To be shown elsewhere is for the owner to decide, as in Owncast.
    const isAsked = rules.isPrivate || activity.isForDirectory;
    if (before === null && this.#isFull(isAsked ? 'pending' : 'approved', actor.iri)) {
      log.warn({ account: actor.account }, 'Somebody could not follow: there is no room for more.');
      return;
    }
    const isApproved = !isAsked || (before !== null && before.approvedWallMs !== null);
    const follower: Follower = {
      ...describe(actor),
      requestIri: activity.iri,
      requestJson: activity.json.length > KEPT_REQUEST_LENGTH ? null : activity.json,
      createdWallMs: before?.createdWallMs ?? nowWallMs,
      approvedWallMs: isApproved ? (before?.approvedWallMs ?? nowWallMs) : null,
      disabledWallMs: null,
      isDirectory: activity.isForDirectory,
      unreachableWallMs: null,
    };
    followers.put(follower);
    if (!isApproved) return;
    const request = { iri: activity.iri, follower: actor.iri, json: follower.requestJson };
    deliveries.send(answerToFollow('Accept', addresses, request, newId()), actor.inbox);
    // Who leaves and comes back is told of once.
    const isNews = this.#note(addresses.actor, actor.iri, deeds.follow);
    if (before === null || before.approvedWallMs === null) onFollowed(follower);
    if (isNews && rules.showsEngagement) crier.tellFollow(actor);
  }

  /** It follows no more, and is not written to either. */
  #heedBlock(account: Account, actor: RemoteActor, { object }: Of<'Block'>): void {
    const { iri, kind } = blockOf(account, actor.iri);
    if (object !== iri) return;
    this.#needs.followers.remove(actor.iri);
    this.#note(iri, actor.iri, kind);
  }

  #isFull(state: 'approved' | 'pending', actorIri: string): boolean {
    const { followers } = this.#needs;
    const { inAll, ofHost } = maxFollowers[state];
    return followers.count(state) >= inAll || followers.count(state, new URL(actorIri).origin) >= ofHost;
  }

  /** Some servers send the whole Follow, some its name alone, and some a name that was never heard: who takes it back says enough. */
  #undo(account: Account, actor: RemoteActor, activity: Of<'Undo'>): void {
    const { followers } = this.#needs;
    const { addresses } = account;
    if (activity.objectKind === 'Block' && activity.about === addresses.actor)
      return followers.unnote(blockOf(account, actor.iri));
    const follower = followers.get(actor.iri);
    if (follower === null) return;
    const isFollow = activity.objectKind === 'Follow' && activity.about === addresses.actor;
    const isNamed = activity.objectKind === null && activity.object === follower.requestIri;
    if (isFollow || isNamed) followers.remove(actor.iri);
  }

  #engage({ rules }: Account, actor: RemoteActor, activity: Of<'Like' | 'Announce'>): void {
    const { crier } = this.#needs;
    const post = this.#recentPost(activity.object);
    if (post === null) return;
    const deed = activity.kind === 'Like' ? deeds.like : deeds.repost;
    if (!this.#note(post.iri, actor.iri, deed) || !rules.showsEngagement) return;
    if (activity.kind === 'Like') crier.tellLike(actor, post.isLiveNotice);
    else crier.tellRepost(actor, post.isLiveNotice);
  }

  /** A note of the sender's own that answers one of ours or names the channel; what is not for everybody is not shown. */
  #reply({ addresses, rules }: Account, actor: RemoteActor, note: RemoteNote | null): void {
    if (note === null || note.attributedTo !== actor.iri) return;
    const isAnswer = note.inReplyTo !== null && this.#recentPost(note.inReplyTo) !== null;
    if (!isAnswer && !note.mentions.includes(addresses.actor)) return;
    this.#note(note.iri, actor.iri, deeds.reply);
    if (note.isPublic && rules.showsReplies) this.#needs.crier.tellReply(actor, note);
  }

  #delete(actor: RemoteActor, object: string): void {
    if (object === actor.iri) this.forget(actor.iri);
    else this.#needs.crier.takeBack(object, actor.iri);
  }

  /** The body is not believed: the account's own document says how it looks now. */
  async #refresh(actorIri: string): Promise<void> {
    const { followers, worker } = this.#needs;
    if (!this.isKnown(actorIri)) return;
    const found = await worker.call('find', { who: actorIri, isFresh: true });
    if (found.kind === 'found' && found.actor.iri === actorIri) followers.change(actorIri, describe(found.actor));
  }

  /** Somebody who follows lives elsewhere now. The new account has to say that it is the old one, too. */
  async #move(actor: RemoteActor, activity: Of<'Move'>): Promise<void> {
    const { followers, worker } = this.#needs;
    const before = followers.get(actor.iri);
    if (before === null || activity.object !== actor.iri) return;
    const found = await worker.call('find', { who: activity.target, isFresh: true });
    if (found.kind !== 'found' || found.actor.iri !== activity.target) return;
    if (!found.actor.alsoKnownAs.includes(actor.iri) || this.isBlocked(found.actor.iri)) return;
    followers.put({ ...before, ...describe(found.actor) });
    followers.remove(actor.iri);
  }

  #report({ addresses }: Account, actor: RemoteActor, activity: Of<'Flag'>): void {
    const { log } = this.#needs;
    const isOurs = activity.objects.some(
      (iri) => iri === addresses.actor || iri.startsWith(`${addresses.base}/federation/`),
    );
    const words = plainText(activity.content, REPORT_LENGTH);
    if (!isOurs || !this.#note(activity.iri, actor.iri, deeds.report, words)) return;
    log.warn({ from: actor.account, text: words }, 'Another server passes a complaint on.');
  }

  #quote({ addresses, rules }: Account, actor: RemoteActor, activity: Of<'QuoteRequest'>): void {
    const { clock, deliveries, newId, outbox } = this.#needs;
    const request = { json: quoteRequestOf(activity, actor), from: actor.iri };
    const post = outbox.get(activity.object);
    const isWelcome = rules.mayBeQuoted && !rules.isPrivate && post !== null && post.deletedWallMs === null;
    const isTheirs = URL.parse(activity.quote)?.origin === new URL(actor.iri).origin;
    if (!isWelcome || !isTheirs) return deliveries.send(rejectQuote(addresses, request, newId()), actor.inbox);
    this.#note(activity.quote, actor.iri, deeds.quote);
    const iri = objectAddress(addresses, stampOf(activity.quote, post.iri));
    if (outbox.get(iri) === null) {
      const stamp = quoteAuthorization(addresses, iri, { quote: activity.quote, target: post.iri });
      outbox.addStamp({ iri, json: JSON.stringify(stamp), createdWallMs: clock.wallMs() });
    }
    deliveries.send(acceptQuote(addresses, request, iri), actor.inbox);
  }

  #recentPost(iri: string): Post | null {
    const { clock, outbox } = this.#needs;
    const post = outbox.get(iri);
    if (post === null || post.deletedWallMs !== null) return null;
    return clock.wallMs() - post.createdWallMs <= ENGAGEMENT_AGE_MS ? post : null;
  }

  #note(iri: string, actorIri: string, kind: string, words = ''): boolean {
    const receivedWallMs = this.#needs.clock.wallMs();
    return this.#needs.followers.noteActivity({ iri, actorIri, kind, receivedWallMs, words });
  }
}

/** What asks for a quotation, without what it is padded with. */
function quoteRequestOf({ iri: id, json, object, quote: instrument }: Of<'QuoteRequest'>, actor: RemoteActor): string {
  if (json.length <= KEPT_REQUEST_LENGTH) return json;
  return JSON.stringify({ id, type: 'QuoteRequest', actor: actor.iri, object, instrument });
}

/** The name of the stamp of a quotation: asked for again, the same one is given. */
function stampOf(quote: string, target: string): string {
  return createHash('sha256').update(`${quote} ${target}`).digest('base64url').slice(0, STAMP_LENGTH);
}

/** By what it is noted that an account wants to hear nothing of the channel. */
function blockOf({ addresses }: Account, actorIri: string): { iri: string; actorIri: string; kind: string } {
  return { iri: addresses.actor, actorIri, kind: BLOCK };
}

function describe(actor: RemoteActor): Pick<Follower, 'iri' | 'inbox' | 'sharedInbox' | 'name' | 'username' | 'image'> {
  const { account: username, image, inbox, iri, sharedInbox } = actor;
  return { iri, inbox, sharedInbox, name: nameOf(actor), username, image };
}
