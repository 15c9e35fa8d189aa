import type { Clock } from '../platform/clock.ts';
import { inEnglish } from '../platform/words.ts';
import { answerToFollow, moveTo } from './documents/answers.ts';
import { actorDocument, actorUpdate } from './documents/actor.ts';
import type { Json } from './documents/terms.ts';
import type { LiveDraft, Publisher } from './posts/publisher.ts';
import type { Account, Follower, FollowerShelf } from './station.ts';
import type { Worker } from './worker/calls.ts';

export interface DeskNeeds {
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly newId: () => string;
  readonly account: () => Account | null;
  readonly followers: FollowerShelf;
  readonly deliveries: { send(activity: Json, inbox: string): void; spread(activity: Json): void };
  readonly publisher: Publisher;
  /** The title and the picture that go with the post that tells of a broadcast. */
  readonly live: (altText: string) => Omit<LiveDraft, 'message'>;
  readonly worker: Worker;
  readonly onFollowed: (follower: Follower) => void;
  readonly onBlocked: (actorIri: string) => void;
  /** Keeps where the account has moved to. */
  readonly rememberMove: (iri: string) => void;
}

/** `off`: the channel cannot be followed now. */
export type DeskOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'off' }
  | { readonly kind: 'refused'; readonly sentence: string };

const done: DeskOutcome = { kind: 'done' };
const unknown: DeskOutcome = { kind: 'unknown' };
const off: DeskOutcome = { kind: 'off' };

/** A post that is being written; what is left out is as it is set. */
export interface PostWish {
  readonly kind: 'live' | 'post';
  /** The message of a broadcast, or Markdown. */
  readonly text: string;
  readonly altText?: string | undefined;
  readonly language?: string | undefined;
  readonly warning?: string | undefined;
}

/** What the owner decides about followers, and says to them. */
export class FederationDesk {
  readonly #needs: DeskNeeds;
  /** The account's document as followers were told of it last; null before that. */
  #toldLooks: string | null = null;

  constructor(needs: DeskNeeds) {
    this.#needs = needs;
  }

  /** Lets somebody follow who waits or was turned away, or turns them away: from then on nothing of theirs is listened to. */
  decide(iri: string, isApproved: boolean): DeskOutcome {
    const { account, clock, deliveries, followers, newId, onFollowed } = this.#needs;
    const follower = followers.get(iri);
    const who = account();
    if (follower === null) return unknown;
    if (!isApproved) return this.block(iri);
    if (who === null) return off;
    const approvedWallMs = follower.approvedWallMs ?? clock.wallMs();
    followers.change(iri, { approvedWallMs, disabledWallMs: null });
    deliveries.send(answerToFollow('Accept', who.addresses, requestOf(follower), newId()), follower.inbox);
    if (follower.approvedWallMs === null) onFollowed({ ...follower, approvedWallMs });
    return done;
  }

  /** Listens to an account no more; it is told that it does not follow any longer. */
  block(iri: string): DeskOutcome {
    const { clock, followers, onBlocked } = this.#needs;
    const follower = followers.get(iri);
    if (follower === null) return unknown;
    this.#reject(follower);
    followers.change(iri, { disabledWallMs: clock.wallMs() });
    onBlocked(iri);
    return done;
  }

  /** Listens to an account no more that need not have followed: `user@host`, or its address. */
  async blockAccount(who: string): Promise<DeskOutcome> {
    const { account, clock, followers, onBlocked, worker } = this.#needs;
    if (account() === null) return off;
    if (followers.get(who) !== null) return this.block(who);
    const found = await worker.call('find', { who, isFresh: false });
    // One that cannot be found may be blocked by its address all the same.
    if (found.kind === 'failed' && !/^https?:\/\//.test(who))
      return { kind: 'refused', sentence: inEnglish(found.sentence) };
    const iri = found.kind === 'found' ? found.actor.iri : who;
    if (followers.get(iri) !== null) return this.block(iri);
    const known =
      found.kind === 'found' ? found.actor : { name: who, account: who, inbox: who, sharedInbox: null, image: null };
    const { name, account: username, inbox, sharedInbox, image } = known;
    const nowMs = clock.wallMs();
    followers.put({
      ...{ iri, inbox, sharedInbox, name, username, image },
      ...{ requestIri: '', requestJson: null, isDirectory: false },
      ...{ createdWallMs: nowMs, approvedWallMs: null, disabledWallMs: nowMs, unreachableWallMs: null },
    });
    onBlocked(iri);
    return done;
  }

  /** A post as it would be sent; null while the channel is not on the fediverse. */
  preview({
    kind,
    text,
    altText,
    language,
    warning,
  }: PostWish): { readonly account: Account; readonly note: Json } | null {
    const { live, publisher } = this.#needs;
    const who = this.#needs.account();
    if (who === null) return null;
    const words = warning?.trim();
    const rules = {
      ...who.rules,
      ...(language !== undefined && { language: language === '' ? null : language }),
      ...(words !== undefined && { warning: words === '' ? null : words }),
    };
    const account = { ...who, rules };
    const note =
      kind === 'post'
        ? publisher.writePost(account, text)
        : publisher.writeLive(account, { ...live(altText ?? rules.altText), message: text });
    return { account, note };
  }

  /** Lets a follower go, who may come back. */
  remove(iri: string): DeskOutcome {
    const { followers } = this.#needs;
    const follower = followers.get(iri);
    if (follower === null) return unknown;
    if (follower.disabledWallMs === null) this.#reject(follower);
    followers.remove(iri);
    return done;
  }

  say(text: string): DeskOutcome {
    const { account, publisher } = this.#needs;
    const who = account();
    if (who === null) return off;
    publisher.say(who, text);
    return done;
  }

  takeBack(iri: string): DeskOutcome {
    const { account, publisher } = this.#needs;
    const who = account();
    if (who === null) return off;
    return publisher.takeBack(who, iri) ? done : unknown;
  }

  /** Tells followers how the account looks now, unless that is what they were told last. */
  tellProfile(): void {
    const { account, deliveries, newId } = this.#needs;
    const who = account();
    if (who === null) return;
    const document = actorDocument(who.addresses, who.facts);
    const looks = JSON.stringify(document);
    if (looks === this.#toldLooks) return;
    this.#toldLooks = looks;
    deliveries.spread(actorUpdate(who.addresses, document, `update-${newId()}`));
  }

  /** Sends all followers to another account, which has to say that it is this one, too. */
  async move(target: string): Promise<DeskOutcome> {
    const { account, deliveries, newId, rememberMove, worker } = this.#needs;
    const who = account();
    if (who === null) return off;
    const { addresses } = who;
    const found = await worker.call('find', { who: target, isFresh: true });
    if (found.kind === 'failed') return { kind: 'refused', sentence: inEnglish(found.sentence) };
    if (!found.actor.alsoKnownAs.includes(addresses.actor)) {
      const sentence = `That account does not name ${addresses.actor} as an alias of its own yet. Add it there first.`;
      return { kind: 'refused', sentence };
    }
    rememberMove(found.actor.iri);
    deliveries.spread(moveTo(addresses, found.actor.iri, newId()));
    return done;
  }

  #reject(follower: Follower): void {
    const { account, deliveries, newId } = this.#needs;
    const who = account();
    if (who !== null)
      deliveries.send(answerToFollow('Reject', who.addresses, requestOf(follower), newId()), follower.inbox);
  }
}

function requestOf({ iri: follower, requestIri, requestJson }: Follower): Parameters<typeof answerToFollow>[2] {
  return { iri: requestIri, follower, json: requestJson };
}
