import { type Hook, type HookTemplate, judgeHook } from './hook.ts';
import type { Delivered, Notice, Parcel, Way } from './notice.ts';
import { type PresetWish, templateOf } from './presets.ts';
import { isAllowedService, readSubscription, writeSubscription } from './push/subscription.ts';

/** Browsers that are told. */
const MAX_BROWSERS = 50_000;
const MAX_HOOKS = 20;

interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
}

type KeptHook = { readonly kind: 'kept'; readonly hook: Hook } | Refused | { readonly kind: 'missing' };

export interface NoticeDeskNeeds<Delivery> {
  readonly wallMs: () => number;
  readonly isPushOn: () => boolean;
  /** Hosts of push services, see `isAllowedService`. */
  readonly services: () => readonly string[];
  readonly subscriptions: {
    add(destination: string, wallMs: number, maxCount: number): 'added' | 'known' | 'full';
    removeDestination(destination: string): void;
    count(): number;
    newestId(): number | null;
  };
  readonly hooks: {
    list(): readonly Hook[];
    get(id: number): Hook | null;
    add(hook: Omit<Hook, 'id'>, maxCount: number): Hook | null;
    change(id: number, hook: Omit<Hook, 'id'>): boolean;
    remove(id: number): boolean;
  };
  readonly deliveries: { list(maxCount: number): readonly Delivery[] };
  /** Why an address may not be called, in a sentence; null when it may. */
  readonly judgeAddress: (url: string) => string | null;
  readonly onHookGone: (id: number) => void;
  readonly mailTo: () => readonly string[];
  readonly write: () => Notice;
  /** Null when there is no such receiver. */
  readonly test: (parcel: Parcel) => Promise<Delivered | null>;
}

/** What browsers and the owner ask of the notices. */
export class NoticeDesk<Delivery> {
  readonly #needs: NoticeDeskNeeds<Delivery>;

  constructor(needs: NoticeDeskNeeds<Delivery>) {
    this.#needs = needs;
  }

  /** Has a browser told; it may say so at each visit. */
  register(destination: string): { readonly kind: 'registered' } | Refused {
    const { isPushOn, services, subscriptions, wallMs } = this.#needs;
    if (!isPushOn()) return refused('Browsers are not told by this channel.');
    const subscription = readSubscription(destination);
    if (subscription === null) return refused('The destination is no subscription of a browser to push messages.');
    if (!isAllowedService(subscription.endpoint.hostname, services()))
      return refused(`${subscription.endpoint.hostname} is none of the push services that this server knows.`);
    const outcome = subscriptions.add(writeSubscription(subscription), wallMs(), MAX_BROWSERS);
    return outcome === 'full' ? refused('More browsers cannot be told.') : { kind: 'registered' };
  }

  unregister(destination: string): void {
    const subscription = readSubscription(destination);
    this.#needs.subscriptions.removeDestination(subscription === null ? destination : writeSubscription(subscription));
  }

  browserCount(): number {
    return this.#needs.subscriptions.count();
  }

  hooks(): readonly Hook[] {
    return this.#needs.hooks.list();
  }

  deliveries(maxCount: number): readonly Delivery[] {
    return this.#needs.deliveries.list(maxCount);
  }

  addHook(name: string, wish: PresetWish | ({ readonly preset: 'custom' } & HookTemplate)): KeptHook {
    const template = wish.preset === 'custom' ? onlyTemplate(wish) : templateOf(wish);
    const reason = this.#judge(template);
    if (reason !== null) return refused(reason);
    const added = this.#needs.hooks.add({ name, isEnabled: true, ...template }, MAX_HOOKS);
    return added === null ? refused(`There are ${MAX_HOOKS} hooks already.`) : { kind: 'kept', hook: added };
  }

  changeHook(id: number, change: Partial<Omit<Hook, 'id'>>): KeptHook {
    const known = this.#needs.hooks.get(id);
    if (known === null) return { kind: 'missing' };
    const hook = { ...known, ...change };
    const reason = this.#judge(hook);
    if (reason !== null) return refused(reason);
    this.#needs.hooks.change(id, { name: hook.name, isEnabled: hook.isEnabled, ...onlyTemplate(hook) });
    if (!hook.isEnabled) this.#needs.onHookGone(id);
    return { kind: 'kept', hook };
  }

  removeHook(id: number): boolean {
    const wasThere = this.#needs.hooks.remove(id);
    this.#needs.onHookGone(id);
    return wasThere;
  }

  /** Sends a test at once, and says how that went. */
  async test(way: Way, id: number | null): Promise<{ readonly kind: 'sent' } | Refused> {
    const to = this.#receiverOf(way, id);
    if (typeof to !== 'string') return to;
    const outcome = await this.#needs.test({ notice: this.#needs.write(), way, to });
    if (outcome === null) return refused('There is nobody to tell in that way.');
    if (outcome.kind === 'taken') return { kind: 'sent' };
    return refused(outcome.kind === 'gone' ? 'That browser is no longer there.' : outcome.reason);
  }

  #receiverOf(way: Way, id: number | null): string | Refused {
    switch (way) {
      case 'discord':
        return '';
      case 'mail':
        return this.#needs.mailTo()[0] ?? refused('There is nobody to write to: set mail-to.');
      case 'push': {
        const newest = this.#needs.subscriptions.newestId();
        return newest === null ? refused('No browser has asked to be told yet.') : String(newest);
      }
      case 'hook':
        return id === null ? refused('The id of the hook is missing.') : String(id);
    }
  }

  #judge(template: HookTemplate): string | null {
    return judgeHook(template) ?? this.#needs.judgeAddress(template.url.replaceAll(/\{\{.*?\}\}/g, 'x'));
  }
}

function refused(reason: string): Refused {
  return { kind: 'refused', reason };
}

function onlyTemplate({ method, url, headers, contentType, body }: HookTemplate): HookTemplate {
  return { method, url, headers, contentType, body };
}
