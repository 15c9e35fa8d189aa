import { isIPv6 } from 'node:net';
import type { Settings } from '../config/settings.ts';
import { testPictureHandlers } from '../http/handlers/test-picture.ts';
import { TEST_PICTURE_LEFT } from '../ingest/broadcast.ts';
import type { IngestState } from '../ingest/stage.ts';
import { appName, type StreamKey } from '../ingest/stream-key.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventSource } from '../platform/event-hub.ts';
import type { LogRoot } from '../platform/log.ts';
import { TestPicture } from '../transcode/test-picture.ts';
import type { AerialEvents } from './events.ts';
import type { Stopper } from './lifecycle.ts';

export interface TestPictureNeeds {
  readonly clock: Clock;
  readonly events: EventSource<AerialEvents>;
  readonly log: LogRoot;
  readonly settings: Settings;
  /** A key that nobody guesses. */
  readonly newKey: () => string;
  /** Null until the ingest has been built, and while it does not listen. */
  readonly readIngest: () => { readonly state: IngestState; readonly port: number | null } | null;
}

/** The test picture comes in at the same door as any encoder, with a key that holds until it is on air. */
export class TestPicturePart {
  readonly handlers: ReturnType<typeof testPictureHandlers>;
  readonly #needs: TestPictureNeeds;
  readonly #picture: TestPicture;
  #key: string | null = null;

  constructor(needs: TestPictureNeeds) {
    this.#needs = needs;
    const { clock, log, settings } = needs;
    this.#picture = new TestPicture({
      clock,
      log: log.component('test picture'),
      ffmpegPath: () => settings.get('ffmpeg'),
      channelName: () => settings.get('channel-name'),
      openDoor: () => this.#openDoor(),
      closeDoor: () => void (this.#key = null),
    });
    this.handlers = testPictureHandlers({ picture: this.#picture, isTaken: () => this.#isTaken() });
  }

  /** The key that its encoder comes with, while it is awaited. */
  streamKeys(): readonly StreamKey[] {
    return this.#key === null ? [] : [{ id: 'test', key: this.#key, comment: 'of the test picture', isTest: true }];
  }

  start(): Stopper {
    const { events } = this.#needs;
    const endings = [
      events.on('broadcast.started', ({ isTest }) => {
        if (isTest) this.#picture.noteOnAir();
      }),
      events.on('broadcast.ended', ({ isTest, reason }) => {
        // Where the picture left by itself, how its ffmpeg ended says more.
        if (isTest && reason !== TEST_PICTURE_LEFT) this.#picture.end(null);
      }),
    ];
    return () => {
      for (const end of endings) end();
      this.#picture.end(null);
    };
  }

  #openDoor(): string {
    const { newKey, readIngest, settings } = this.#needs;
    this.#key = newKey();
    const host = settings.get('rtmp-address') ?? '127.0.0.1';
    return `rtmp://${isIPv6(host) ? `[${host}]` : host}:${readIngest()?.port ?? 0}/${appName}/${this.#key}`;
  }

  #isTaken(): boolean {
    const ingest = this.#needs.readIngest()?.state;
    return ingest !== undefined && ingest.state !== 'idle' && !ingest.isTest;
  }
}
