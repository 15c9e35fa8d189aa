import type { AerialEvents } from '../../app/events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { EventSource } from '../../platform/event-hub.ts';
import { LastingWatch } from '../../platform/lasting-watch.ts';
import type { Logger } from '../../platform/log.ts';
import type { PostPicture } from '../documents/note.ts';
import type { Account } from '../station.ts';
import type { Publisher } from './publisher.ts';

/** Encoders that come and go tell followers once in so long; as long a broadcast may be gone while the server starts anew. */
const REST_MS = 10 * 60_000;

/** What becomes of the post when the stream ends. */
export type AfterwardsAction = 'keep' | 'update' | 'delete';

/** The post that says that the channel is live. */
export interface LivePost {
  readonly iri: string;
  /** Page for people. */
  readonly url: string;
  readonly picture: { readonly url: string; readonly mediaType: string } | null;
}

/** What outlives the process. */
export interface ToldLive {
  /** Null once it is over. */
  readonly post: LivePost | null;
  /** When followers were told. */
  readonly toldWallMs: number;
}

export interface LiveNoticesNeeds {
  readonly clock: Clock;
  readonly memory: { read(): ToldLive | null; write(told: ToldLive): void };
  /** When the channel was last known to be on air; null when it never was. */
  readonly lastOnAirWallMs: () => number | null;
  readonly events: EventSource<AerialEvents>;
  readonly log: Logger;
  readonly publisher: Pick<Publisher, 'announce' | 'amend' | 'takeBack'>;
  /** Null while the channel cannot be followed. */
  readonly account: () => Account | null;
  readonly settings: () => {
    /** Empty for no post. */
    readonly message: string;
    readonly delayMs: number;
    readonly afterwards: AfterwardsAction;
    readonly endMessage: string;
    readonly title: string;
  };
  readonly picture: (alt: string) => PostPicture | null;
  /** There is such a post now, or no more. */
  readonly onChanged: () => void;
}

/**
 * Tells followers when the channel goes live, not at once, so that a false start tells nobody, and what became of it when it ends. A broadcast that goes on
 * after the server was started anew is the same one to them.
 */
export class LiveNotices {
  readonly #needs: LiveNoticesNeeds;
  readonly #watch: LastingWatch;
  /** Ends the wait for a broadcast that was on air when the server stopped. */
  #endRecall: () => void = () => {};
  #toldWallMs = -Infinity;
  #currentPost: LivePost | null = null;

  constructor(needs: LiveNoticesNeeds) {
    this.#needs = needs;
    this.#watch = new LastingWatch({
      clock: needs.clock,
      delayMs: () => needs.settings().delayMs,
      onLasted: () => this.#tell(),
      onFailed: (error) =>
        needs.log.warn({ error: String(error) }, 'Followers cannot be told of this broadcast yet; it is tried again.'),
    });
  }

  /** The post that says that the channel is live now; null without one. */
  get currentPost(): LivePost | null {
    return this.#currentPost;
  }

  /** To be ended before broadcasts are when the server stops: what it ends itself may go on once it runs again. */
  start(): () => void {
    const { events } = this.#needs;
    this.#recall();
    const endings = [
      events.on('broadcast.started', ({ broadcastId, isTest }) => {
        // A broadcast that tries things out is nobody's business.
        if (!isTest) this.#begin(broadcastId);
      }),
      events.on('broadcast.paused', ({ broadcastId }) => this.#watch.pause(broadcastId)),
      events.on('broadcast.resumed', ({ broadcastId }) => this.#watch.resume(broadcastId)),
      events.on('broadcast.ended', ({ broadcastId, isTest }) => {
        this.#watch.end(broadcastId);
        if (!isTest) this.#end();
      }),
    ];
    return () => {
      this.#endRecall();
      this.#watch.stop();
      for (const end of endings) end();
    };
  }

  #begin(broadcastId: string): void {
    this.#endRecall();
    // With a post there is a broadcast that went on: followers have been told.
    if (this.#currentPost === null) this.#watch.begin(broadcastId);
  }

  /** What the process before this one told of: the broadcast may come back, and has ended if it does not. */
  #recall(): void {
    const { clock, lastOnAirWallMs, memory } = this.#needs;
    const told = memory.read();
    if (told === null) return;
    const nowWallMs = clock.wallMs();
    this.#toldWallMs = told.toldWallMs;
    this.#currentPost = told.post;
    if (told.post === null) return;
    const goneMs = nowWallMs - (lastOnAirWallMs() ?? told.toldWallMs);
    this.#endRecall = clock.after(Math.min(REST_MS, Math.max(0, REST_MS - goneMs)), () => this.#end());
  }

  #tell(): void {
    const { account, clock, picture, publisher, settings } = this.#needs;
    const { message, title } = settings();
    const who = account();
    const sinceMs = clock.wallMs() - this.#toldWallMs;
    // A clock that was set back keeps nobody from being told.
    const isResting = sinceMs >= 0 && sinceMs < REST_MS;
    if (who === null || message.trim() === '' || isResting) return;
    const shown = picture(who.rules.altText);
    const post = publisher.announce(who, { message, title, picture: shown });
    const kept = shown && { url: shown.url, mediaType: shown.mediaType };
    this.#remember({ ...post, picture: kept }, clock.wallMs());
  }

  #remember(post: LivePost | null, toldWallMs: number): void {
    const { memory, onChanged } = this.#needs;
    this.#currentPost = post;
    this.#toldWallMs = toldWallMs;
    memory.write({ post, toldWallMs });
    onChanged();
  }

  #end(): void {
    const { account, publisher, settings } = this.#needs;
    const post = this.#currentPost;
    if (post === null) return;
    const who = account();
    const { afterwards, endMessage } = settings();
    if (who !== null && afterwards === 'delete') publisher.takeBack(who, post.iri);
    else if (who !== null && afterwards === 'update' && endMessage.trim() !== '') publisher.amend(post.iri, endMessage);
    this.#remember(null, this.#toldWallMs);
  }
}
