import type { Clock } from '../platform/clock.ts';
import type { Told } from '../platform/words.ts';
import { TokenBuckets } from './gate/token-buckets.ts';
import type { Account } from './station.ts';
import type { Worker } from './worker/calls.ts';

/** Anybody may ask, and each question is one to a stranger's server. */
const pace = { burst: 5, perMinute: 5, names: 10_000 } as const;

export type WayToFollow =
  | { readonly kind: 'found'; readonly url: string }
  | { readonly kind: 'failed' | 'busy'; readonly sentence: Told };

/** Finds where people can follow the channel with the account that they have. */
export class WaysToFollow {
  readonly #needs: { readonly clock: Clock; readonly worker: Worker; readonly account: () => Account | null };
  readonly #pace = new TokenBuckets(pace);

  constructor(needs: { readonly clock: Clock; readonly worker: Worker; readonly account: () => Account | null }) {
    this.#needs = needs;
  }

  async find(asked: string, address: string): Promise<WayToFollow> {
    const { account, clock, worker } = this.#needs;
    const station = account();
    if (station === null) return { kind: 'failed', sentence: { key: 'refused.notFederated' } };
    if (!this.#pace.take(address, clock.monotonicMs()))
      return { kind: 'busy', sentence: { key: 'refused.tooManyAsked' } };
    const found = await worker.call('find', { who: asked, isFresh: false });
    if (found.kind === 'failed') return { kind: 'failed', sentence: found.sentence };
    if (found.subscribe === null || !/^https?:\/\//.test(found.subscribe))
      return {
        kind: 'failed',
        sentence: { key: 'refused.followByHand', values: { account: station.addresses.account } },
      };
    const { actor } = station.addresses;
    return { kind: 'found', url: found.subscribe.replace('{uri}', encodeURIComponent(actor)) };
  }
}
