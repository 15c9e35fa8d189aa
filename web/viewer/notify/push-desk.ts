import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { ApiClient } from '../../shared/api-client.ts';

/** `impossible`: this browser cannot be told; `refused`: its owner said no, and only they can change that. */
export type PushState = 'impossible' | 'refused' | 'off' | 'asking' | 'on' | 'failed';

/** A browser's subscription, as far as it is used. */
interface SubscriptionLike {
  toJSON(): unknown;
  unsubscribe(): Promise<boolean>;
}

/** What of a browser is needed to be told; handed in, so that decisions can be tested without one. */
export interface PushBrowser {
  /** Whether there is all that it takes. */
  readonly isAble: boolean;
  readonly permission: () => NotificationPermission;
  askPermission(): Promise<NotificationPermission>;
  /** Calls back whenever the owner changes it in the browser's settings, where the browser tells. */
  watchPermission(onChange: () => void): Promise<void>;
  /** What was subscribed to with that key; `stale` for what was with another, which nobody tells any more; null for nothing. */
  current(key: string): Promise<SubscriptionLike | 'stale' | null>;
  /** In the place of what is stale. */
  subscribe(key: string): Promise<SubscriptionLike>;
}

export interface PushDeskNeeds {
  readonly browser: PushBrowser;
  /** Who one is to the server; null when that cannot be had. */
  readonly token: () => Promise<string | null>;
  /** A token of somebody new, for this alone; null when it cannot be had. */
  readonly newToken: () => Promise<string | null>;
  readonly api: Pick<ApiClient, 'call'>;
  /** The server's public key. */
  readonly key: string;
}

/** Whether this browser is told when the channel goes live, and what it takes to change that. */
export class PushDesk {
  readonly #needs: PushDeskNeeds;
  readonly #state = signal<PushState>('impossible');
  readonly isShown: ReadonlySignal<boolean> = computed(() => this.#state.value !== 'impossible');

  constructor(needs: PushDeskNeeds) {
    this.#needs = needs;
  }

  get state(): ReadonlySignal<PushState> {
    return this.#state;
  }

  /** Finds out how things stand; a browser that is told says so anew, since its address may be another by now. */
  async open(): Promise<void> {
    const { browser } = this.#needs;
    if (!browser.isAble) return;
    await this.#look();
    await browser.watchPermission(() => {
      // Whoever is asking hears the answer.
      if (this.#state.peek() !== 'asking') void this.#look();
    });
  }

  async #look(): Promise<void> {
    const { browser } = this.#needs;
    if (browser.permission() === 'denied') return void (this.#state.value = 'refused');
    const known = browser.permission() === 'granted' ? await this.#find().catch(() => null) : null;
    this.#state.value = known === null ? 'off' : 'on';
    if (known !== null) await this.#tell(known);
  }

  /** Asks the browser, which asks its owner. Has to be called from a press. */
  async turnOn(): Promise<void> {
    const { browser, key } = this.#needs;
    // Nothing comes of asking, and nothing is to flicker meanwhile.
    if (browser.permission() === 'denied') return void (this.#state.value = 'refused');
    this.#state.value = 'asking';
    try {
      const permission = await browser.askPermission();
      if (permission !== 'granted') return void (this.#state.value = permission === 'denied' ? 'refused' : 'off');
      const subscription = await browser.subscribe(key);
      this.#state.value = (await this.#tell(subscription)) === 'done' ? 'on' : 'failed';
    } catch {
      this.#state.value = 'failed';
    }
  }

  async turnOff(): Promise<void> {
    const { api, browser, key, token } = this.#needs;
    this.#state.value = 'off';
    const known = await browser.current(key).catch(() => null);
    if (known === null || known === 'stale') return;
    const accessToken = await token();
    if (accessToken !== null)
      await api.call('POST /api/notifications/unregister', { query: { accessToken }, body: bodyOf(known) });
    await known.unsubscribe().catch(() => false);
  }

  /** What this browser is told by, made anew where the server has another key than it had; null for nothing. */
  async #find(): Promise<SubscriptionLike | null> {
    const { browser, key } = this.#needs;
    const known = await browser.current(key);
    return known === 'stale' ? browser.subscribe(key) : known;
  }

  /** The server forgets who is away for long, and where the chat is not open nothing tells it anew who this is. */
  async #tell(subscription: SubscriptionLike): Promise<'done' | 'unknown' | 'failed'> {
    const outcome = await this.#register(subscription);
    return outcome === 'unknown' ? this.#register(subscription, this.#needs.newToken) : outcome;
  }

  /** `unknown` when the server does not take the token. */
  async #register(subscription: SubscriptionLike, token = this.#needs.token): Promise<'done' | 'unknown' | 'failed'> {
    const accessToken = await token();
    if (accessToken === null) return 'failed';
    const body = bodyOf(subscription);
    const reply = await this.#needs.api.call('POST /api/notifications/register', { query: { accessToken }, body });
    if (reply.kind === 'refused' && reply.status === 401) return 'unknown';
    return reply.kind === 'answered' ? 'done' : 'failed';
  }
}

function bodyOf(subscription: SubscriptionLike): { channel: 'BROWSER_PUSH_NOTIFICATION'; destination: string } {
  return { channel: 'BROWSER_PUSH_NOTIFICATION', destination: JSON.stringify(subscription.toJSON()) };
}
