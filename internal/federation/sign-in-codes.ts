import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Told } from '../platform/words.ts';
import { parseAccount } from './account.ts';
import { createOf, deleteOf, directNote } from './documents/note.ts';
import { TokenBuckets } from './gate/token-buckets.ts';
import { isBlockedHost } from './gate/blocked-hosts.ts';
import type { RemoteActor } from './remote.ts';
import type { Account } from './station.ts';
import type { Worker } from './worker/calls.ts';

const MINUTE_MS = 60_000;
/** How long a code is good. */
const LIFE_MS = 10 * MINUTE_MS;
const MAX_PENDING = 1_000;
const MAX_GUESSES = 5;

/** This writes to strangers in the name of the channel: nobody may use it to bother them. */
const paces = {
  address: { burst: 3, perMinute: 0.3, names: 10_000 },
  target: { burst: 1, perMinute: 0.1, names: 10_000 },
  targetDay: { burst: 3, perMinute: 3 / (24 * 60), names: 10_000 },
  host: { burst: 30, perMinute: 0.5, names: 10_000 },
} as const;

/** Whoever asks, as the chat knows them. */
export interface CodeVisitor {
  readonly userId: string;
  readonly tokenHash: string;
}

export type CodeSent =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly sentence: Told }
  | { readonly kind: 'busy'; readonly sentence: Told };

export type CodeChecked =
  | { readonly kind: 'proved'; readonly visitor: CodeVisitor; readonly account: string; readonly actorIri: string }
  | { readonly kind: 'wrong' };

interface Pending {
  readonly visitor: CodeVisitor;
  readonly account: string;
  readonly actor: RemoteActor;
  readonly noteIri: string;
  readonly codeHash: Buffer;
  readonly untilMs: number;
  guesses: number;
}

export interface SignInCodesNeeds {
  readonly clock: Clock;
  readonly worker: Worker;
  readonly account: () => Account | null;
  /** Whether nothing is to be said to an account: the owner blocked it, or it blocked the channel. */
  readonly isBlocked: (actorIri: string) => boolean;
  readonly deliveries: { send(activity: Readonly<Record<string, unknown>>, inbox: string): void };
  readonly newId: () => string;
  /** 0 to `below`, less one; even. */
  readonly randomInt: (below: number) => number;
}

/** Lets people of the chat prove that an account of the fediverse is theirs: a code is sent to it, and they say it. */
export class SignInCodes {
  readonly #needs: SignInCodesNeeds;
  readonly #pending = new Map<string, Pending>();
  readonly #paces = {
    address: new TokenBuckets(paces.address),
    target: new TokenBuckets(paces.target),
    targetDay: new TokenBuckets(paces.targetDay),
    host: new TokenBuckets(paces.host),
  };

  constructor(needs: SignInCodesNeeds) {
    this.#needs = needs;
  }

  /** Sends a code to an account; one that was sent for the same visitor before is good no more. */
  async begin(asked: {
    readonly account: string;
    readonly visitor: CodeVisitor;
    readonly address: string;
  }): Promise<CodeSent> {
    const station = this.#needs.account();
    if (station === null) return refused({ key: 'refused.notFederated' });
    const account = parseAccount(asked.account);
    if (account === null) return refused({ key: 'follow.needsAccount' });
    const name = `${account.user}@${account.host}`.toLowerCase();
    if (isBlockedHost(station.rules.blockedDomains, account.host.replace(/:\d+$/, '')))
      return refused({ key: 'refused.noSuchAccount' });
    if (!this.#mayAsk(asked.address, name, account.host)) return busy;
    const found = await this.#needs.worker.call('find', { who: name, isFresh: true });
    if (found.kind === 'failed') return refused(found.sentence);
    const { actor } = found;
    if (this.#needs.isBlocked(actor.iri)) return refused({ key: 'refused.noSuchAccount' });
    // One account may go by many names, of servers that are made for it.
    if (!this.#mayBeTold(actor.iri)) return busy;
    return this.#send(station, actor, name, asked.visitor);
  }

  /** Whether that is the code that was sent for this visitor; a few wrong ones end it. */
  check(tokenHash: string, code: string): CodeChecked {
    const pending = this.#pending.get(tokenHash);
    if (pending === undefined || pending.untilMs < this.#needs.clock.monotonicMs()) return { kind: 'wrong' };
    if (!timingSafeEqual(hash(code.trim()), pending.codeHash)) {
      pending.guesses += 1;
      if (pending.guesses >= MAX_GUESSES) this.#pending.delete(tokenHash);
      return { kind: 'wrong' };
    }
    this.#pending.delete(tokenHash);
    this.#takeBack(pending);
    return { kind: 'proved', visitor: pending.visitor, account: pending.account, actorIri: pending.actor.iri };
  }

  #mayAsk(address: string, name: string, host: string): boolean {
    const nowMs = this.#needs.clock.monotonicMs();
    this.#forgetOld(nowMs);
    return (
      this.#pending.size < MAX_PENDING &&
      this.#paces.address.take(address, nowMs) &&
      this.#paces.host.take(host, nowMs) &&
      this.#paces.target.take(name, nowMs)
    );
  }

  #mayBeTold(actorIri: string): boolean {
    const nowMs = this.#needs.clock.monotonicMs();
    return this.#paces.target.take(actorIri, nowMs) && this.#paces.targetDay.take(actorIri, nowMs);
  }

  async #send(station: Account, actor: RemoteActor, account: string, visitor: CodeVisitor): Promise<CodeSent> {
    const { clock, newId, randomInt, worker } = this.#needs;
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const text = `${code} is your code to sign in to the chat of ${station.facts.name} (${station.addresses.host}). It is good for ten minutes. If you did not ask for it, do nothing.`;
    const note = directNote(station.addresses, {
      id: newId(),
      to: actor.iri,
      account: actor.account,
      text,
      wallMs: clock.wallMs(),
    });
    const outcome = await worker.call('deliver', { inbox: actor.inbox, body: JSON.stringify(createOf(note)) });
    if (outcome.kind === 'failed') return refused({ key: 'refused.codeFailed' });
    if (outcome.kind !== 'delivered') return refused({ key: 'refused.codeNotTaken' });
    this.#pending.set(visitor.tokenHash, {
      visitor,
      account,
      actor,
      noteIri: String(note['id']),
      codeHash: hash(code),
      untilMs: clock.monotonicMs() + LIFE_MS,
      guesses: 0,
    });
    return { kind: 'sent' };
  }

  /** Codes need not lie around once they were used. */
  #takeBack({ actor, noteIri }: Pending): void {
    const station = this.#needs.account();
    if (station !== null) this.#needs.deliveries.send(deleteOf(station.addresses, noteIri, [actor.iri]), actor.inbox);
  }

  #forgetOld(nowMs: number): void {
    for (const [tokenHash, { untilMs }] of this.#pending) if (untilMs < nowMs) this.#pending.delete(tokenHash);
  }
}

const busy: CodeSent = { kind: 'busy', sentence: { key: 'refused.codeBusy' } };

function refused(sentence: Told): CodeSent {
  return { kind: 'refused', sentence };
}

function hash(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
