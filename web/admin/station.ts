import { computed, signal } from '@preact/signals';
import type { AnswerOf } from '../../internal/http/contract/caller-types.ts';
import { Inquiry } from './inquiry.ts';
import type { ServerClock } from './server-clock.ts';
import type { StudioApi } from './studio-api.ts';

export type AdminStatus = AnswerOf<'GET /api/admin/status'>;
export type OnAirState = 'unknown' | 'offline' | 'live' | 'away';

const periodMs = 2000;

export interface StationNeeds {
  readonly api: Pick<StudioApi, 'call' | 'session'>;
  readonly clock: Pick<ServerClock, 'every' | 'set'>;
  readonly hidden: () => boolean;
}

/** What is on air and how well, asked every other second while somebody looks. */
export class Station {
  readonly status = signal<AdminStatus | null>(null);
  /** False once the server has not answered. */
  readonly reachable = signal(true);
  readonly state = computed(() => stateOf(this.status.value));
  readonly sentence = computed(() => sentenceOf(this.status.value, this.reachable.value));
  readonly #needs: StationNeeds;
  readonly #inquiry;

  constructor(needs: StationNeeds) {
    this.#needs = needs;
    this.#inquiry = new Inquiry({
      sent: 'GET /api/admin/status' as const,
      ask: (name) => needs.api.call(name),
      onReply: (reply) => {
        this.reachable.value = reply.kind !== 'unreachable';
        if (reply.kind !== 'answered') return;
        needs.clock.set(reply.body.serverTime);
        this.status.value = reply.body;
      },
    });
  }

  start(): () => void {
    void this.refresh();
    return this.#needs.clock.every(periodMs, () => {
      if (!this.#needs.hidden() && this.#needs.api.session.peek() === 'in') void this.#inquiry.askAgain();
    });
  }

  /** Asks now: something was just done. */
  async refresh(): Promise<void> {
    await this.#inquiry.ask();
  }
}

function stateOf(status: AdminStatus | null): OnAirState {
  if (status === null) return 'unknown';
  if (!status.online) return 'offline';
  return status.broadcaster === null ? 'away' : 'live';
}

/** How it goes, in one sentence that says what to do where something is to be done. */
export function sentenceOf(status: AdminStatus | null, reachable: boolean): string {
  if (!reachable) return 'The server does not answer. What stands here may be old.';
  if (status === null) return 'Asking the server how it is.';
  if (!status.online) return 'Nobody is on air. In OBS, press Start Streaming.';
  if (status.broadcaster === null) return 'The encoder has gone. The broadcast waits for it to come back.';
  if (status.health !== null && status.health.message !== '') return status.health.message;
  return status.health === null ? 'On air. Nothing stands out.' : 'On air, and playback goes well for those who watch.';
}
