import type { AerialEvents } from '../app/events.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventSource } from '../platform/event-hub.ts';
import type { Logger } from '../platform/log.ts';
import type { OutboundOutcome, OutboundRequest } from '../platform/outbound-fetch.ts';
import { z } from '../platform/schema.ts';

/** How often a directory hears that the channel is live; the first time after as long, so that a false start is not listed. */
const PING_MS = 4 * 60_000;
const MAX_ANSWER_BYTES = 16 * 1024;
const MAX_ERROR_LENGTH = 200;

const answer = z.object({
  key: z.string().max(200).catch(''),
  success: z.boolean(),
  error: z.string().catch(''),
});

/** What a directory gave the channel, to be known by. */
export interface DirectoryKey {
  /** Address of the directory: nobody else is told its key. */
  readonly directory: string;
  readonly key: string;
}

export interface DirectoryPingsNeeds {
  readonly clock: Clock;
  readonly events: EventSource<AerialEvents>;
  readonly log: Logger;
  readonly outbound: { fetch(url: string, request: OutboundRequest): Promise<OutboundOutcome> };
  /** What the owner has set, now. */
  readonly settings: () => {
    readonly isListed: boolean;
    /** Null for none. */
    readonly directory: string | null;
    /** Null while the channel does not know its own address. */
    readonly stationUrl: string | null;
  };
  readonly keys: { read(): DirectoryKey | null; write(key: DirectoryKey): void };
}

/**
 * Tells a directory of streams that the channel is live, as Owncast does: `POST /api/ping` with `{key, url}` every four minutes, where `key` is what the directory
 * answered the first time. It then reads the channel's own `/api/yp`. Nobody is asked anything unless the owner wants to be listed.
 */
export class DirectoryPings {
  readonly #needs: DirectoryPingsNeeds;
  #endPings: () => void = () => {};
  /** What was logged last: the same is not said every four minutes. */
  #said = '';

  constructor(needs: DirectoryPingsNeeds) {
    this.#needs = needs;
  }

  start(): () => void {
    const { clock, events } = this.#needs;
    const endings = [
      events.on('broadcast.started', ({ isTest }) => {
        this.#endPings();
        if (!isTest) this.#endPings = clock.every(PING_MS, () => void this.#pingSafely());
      }),
      events.on('broadcast.ended', () => this.#endPings()),
    ];
    return () => {
      this.#endPings();
      for (const end of endings) end();
    };
  }

  /** A disk that is full must not end a broadcast for the sake of a listing. */
  async #pingSafely(): Promise<void> {
    try {
      await this.#ping();
    } catch (error) {
      this.#needs.log.warn(
        { error: String(error) },
        'The directory could not be told of the channel; it is tried again.',
      );
    }
  }

  async #ping(): Promise<void> {
    const { keys, outbound } = this.#needs;
    const { isListed, directory, stationUrl } = this.#needs.settings();
    if (!isListed || directory === null) return;
    if (stationUrl === null) return this.#say(directory, 'the channel has to know its own address: set public-url');
    const known = keys.read();
    const key = known?.directory === directory ? known.key : '';
    const outcome = await outbound.fetch(`${directory.replace(/\/$/, '')}/api/ping`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ key, url: stationUrl }),
      maxAnswerBytes: MAX_ANSWER_BYTES,
      staysAtOrigin: true,
    });
    if (outcome.kind === 'failed') return this.#say(directory, outcome.sentence);
    const said = read(outcome.body);
    if (said === null) return this.#say(directory, `the directory answered ${outcome.status}`);
    if (said.key !== '' && said.key !== key) keys.write({ directory, key: said.key });
    if (!said.success) return this.#say(directory, `the directory says: ${said.error.slice(0, MAX_ERROR_LENGTH)}`);
    this.#say(directory, '');
  }

  /** Why the channel is not listed; empty when it is. */
  #say(directory: string, reason: string): void {
    const { log } = this.#needs;
    const sentence = `${directory} ${reason}`;
    if (sentence === this.#said) return;
    this.#said = sentence;
    if (reason === '') log.info({ directory }, 'The directory lists the channel.');
    else log.warn({ directory, reason }, 'The directory does not list the channel.');
  }
}

function read(body: Buffer): z.infer<typeof answer> | null {
  try {
    return answer.safeParse(JSON.parse(body.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}
