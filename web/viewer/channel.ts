import { signal, type ReadonlySignal } from '@preact/signals';
import type { ApiClient } from '../shared/api-client.ts';
import type { BrowserClock } from '../shared/clock.ts';
import type { PageState } from './page-state.ts';
import { nextPollMs, parseStatus, type ChannelStatus } from './status.ts';

export interface ChannelNeeds {
  readonly clock: BrowserClock;
  readonly initial: PageState;
  readonly api: ApiClient;
  readonly hidden: () => boolean;
}

/** What the server last said of the channel, kept fresh by asking: often when it matters, seldom when it does not. */
export class Channel {
  readonly name: string;
  readonly summary: string;
  /** Path of its logo: it stands where the picture would while there is none. */
  readonly logoUrl: string;
  /** Clean HTML of the owner's for the time off air; empty for the summary. */
  readonly offlineHtml: string;
  /** Whether the page says how long it is until the next planned broadcast. */
  readonly showsCountdown: boolean;
  /** This is the player alone, in somebody else's page. */
  readonly isEmbedded: boolean;
  /** The picture waits for a press, also when the channel goes live. */
  readonly waitsForPress: boolean;
  /** What the channel is followed by in the fediverse; null while it cannot be, and where that is not wanted. */
  readonly followAccount: string | null;
  readonly #status;
  readonly #reachable = signal(true);
  readonly #phaseSinceMs = signal(0);
  readonly #needs: ChannelNeeds;
  /** Server's clock minus this device's, so that "live for" is right on a device whose clock is not. */
  #clockOffsetMs = 0;
  #failures = 0;
  #answeredAtMs = 0;
  #urgent = false;
  #lastAskedMs = 0;
  #asking = false;
  #cancelNext: (() => void) | null = null;
  #stopped = false;

  constructor(needs: ChannelNeeds) {
    this.#needs = needs;
    const {
      channelName,
      channelSummary,
      logoUrl,
      offlineHtml,
      autoplay,
      isEmbedded,
      isForAdults: _,
      chat: _chat,
      followAccount,
      showsCountdown,
      pushKey: _pushKey,
      ...status
    } = needs.initial;
    this.name = channelName;
    this.summary = channelSummary;
    this.logoUrl = logoUrl;
    this.offlineHtml = offlineHtml;
    this.isEmbedded = isEmbedded;
    this.followAccount = followAccount;
    this.showsCountdown = showsCountdown;
    this.waitsForPress = autoplay === 'off';
    this.#status = signal<ChannelStatus>(status);
    this.#takeTime(status.serverTimeMs);
  }

  get status(): ReadonlySignal<ChannelStatus> {
    return this.#status;
  }

  /** False while the server gives no answer. */
  get reachable(): ReadonlySignal<boolean> {
    return this.#reachable;
  }

  /** When the phase last changed, on the monotonic clock. */
  get phaseSinceMs(): number {
    return this.#phaseSinceMs.value;
  }

  /** When the server last answered, on the monotonic clock; 0 before that. */
  get answeredAtMs(): number {
    return this.#answeredAtMs;
  }

  /** The server's wall clock now. */
  serverNowMs(): number {
    return this.#needs.clock.wallMs() + this.#clockOffsetMs;
  }

  /** Starts asking; returns what stops it. */
  start(): () => void {
    this.#schedule();
    return () => {
      this.#stopped = true;
      this.#cancelNext?.();
    };
  }

  /** Asks now (at most every 400 ms), whatever was planned: the page was shown again, or the picture stands still. */
  askNow(): void {
    if (!this.#asking && this.#needs.clock.monotonicMs() - this.#lastAskedMs >= 400) void this.#ask();
  }

  /** While true, the server is asked every second. */
  setUrgent(urgent: boolean): void {
    if (urgent === this.#urgent) return;
    this.#urgent = urgent;
    if (urgent && this.#failures === 0) this.askNow();
  }

  #schedule(): void {
    this.#cancelNext?.();
    if (this.#stopped) return;
    const { clock, hidden } = this.#needs;
    const mood = {
      phase: this.#status.peek().phase,
      urgent: this.#urgent,
      hidden: hidden(),
      failures: this.#failures,
    };
    this.#cancelNext = clock.after(nextPollMs(mood, clock.random()), () => void this.#ask());
  }

  async #ask(): Promise<void> {
    if (this.#asking || this.#stopped) return;
    this.#asking = true;
    this.#lastAskedMs = this.#needs.clock.monotonicMs();
    const status = await this.#fetchStatus();
    this.#asking = false;
    if (status === null) {
      this.#failures += 1;
      // One lost question is no lost server.
      if (this.#failures > 1 || this.#urgent) this.#reachable.value = false;
    } else {
      this.#failures = 0;
      this.#answeredAtMs = this.#needs.clock.monotonicMs();
      this.#reachable.value = true;
      this.#take(status);
    }
    this.#schedule();
  }

  async #fetchStatus(): Promise<ChannelStatus | null> {
    const reply = await this.#needs.api.call('GET /api/status');
    return reply.kind === 'answered' ? parseStatus(reply.body) : null;
  }

  #take(status: ChannelStatus): void {
    const before = this.#status.peek();
    if (status.phase !== before.phase) this.#phaseSinceMs.value = this.#needs.clock.monotonicMs();
    this.#takeTime(status.serverTimeMs);
    this.#status.value = status;
  }

  #takeTime(serverTimeMs: number | null): void {
    if (serverTimeMs !== null) this.#clockOffsetMs = serverTimeMs - this.#needs.clock.wallMs();
  }
}
