import { performance } from 'node:perf_hooks';
import { createHash } from 'node:crypto';
import { Gallery } from '../artwork/gallery.ts';
import { pictureLimits } from '../artwork/picture.ts';
import type { Settings } from '../config/settings.ts';
import type { artworkEndpoints } from '../http/contract/artwork.ts';
import type { Handlers } from '../http/contract/endpoint.ts';
import { artworkHandlers } from '../http/handlers/artwork.ts';
import type { PictureOnAir, ShownPicture } from '../http/handlers/picture-answer.ts';
import type { Assets } from '../platform/assets.ts';
import type { Clock } from '../platform/clock.ts';
import type { EventHub } from '../platform/event-hub.ts';
import type { LogRoot } from '../platform/log.ts';
import type { Store } from '../store/store.ts';
import type { Storyboard, StoryboardSource } from '../transcode/storyboard.ts';
import { type SnapshotKind, snapshotKinds } from '../transcode/picture-demand.ts';
import { type PictureSource, type Snapshot, Thumbnailer } from '../transcode/thumbnailer.ts';
import type { AerialEvents } from './events.ts';

export interface ArtworkNeeds {
  readonly assets: Assets;
  readonly clock: Clock;
  readonly events: EventHub<AerialEvents>;
  readonly log: LogRoot;
  readonly settings: Settings;
  readonly store: Pick<Store, 'artwork' | 'onOutsideChange'>;
  /** The newest pictures on air, a little more than `lengthMs` of them; null while there are none. */
  readonly newestPictures: (lengthMs: number) => PictureSource | null;
  /** Key frames of the live window; null while there are none. */
  readonly storyboardSource: () => StoryboardSource | null;
}

const mediaTypes: Readonly<Record<SnapshotKind, string>> = {
  still: 'image/jpeg',
  moving: 'image/gif',
  web: 'image/webp',
};
const spriteNameLength = 12;

/** The channel's pictures: those that its owner uploads, and those of what is on air. */
export class Artwork {
  readonly gallery: Gallery;
  readonly #needs: ArtworkNeeds;
  readonly #thumbnailer: Thumbnailer;
  #shown: Partial<Record<SnapshotKind, ShownPicture>> = {};
  /** The newest first. The one before is kept for those who were just told what lies where in it. */
  #storyboards: readonly { readonly sprite: ShownPicture; readonly index: string }[] = [];

  constructor(needs: ArtworkNeeds) {
    const { events, log, settings, store } = needs;
    this.#needs = needs;
    this.gallery = new Gallery({
      shelf: store.artwork,
      onChange: (kind) => events.publish('artwork.changed', { kind }),
    });
    this.#thumbnailer = new Thumbnailer({
      ...needs,
      log: log.component('transcode'),
      ffmpegPath: settings.get('ffmpeg'),
      isBusy: busyLoop(),
      onSnapshot: (snapshot) => this.#show(snapshot),
      onStoryboard: (storyboard) => this.#showStoryboard(storyboard),
    });
  }

  /** Watches what is on air and what other processes change; the returned function ends that, and ffmpeg with it. */
  start(): () => Promise<void> {
    const { events, store } = this.#needs;
    const stops = [
      events.on('broadcast.started', () => this.#thumbnailer.begin()),
      events.on('broadcast.changed', ({ tracks }) => {
        if (tracks.video === null) this.#thumbnailer.forget();
      }),
      events.on('broadcast.ended', () => this.#thumbnailer.end()),
      store.onOutsideChange(() => this.gallery.refresh()),
    ];
    return async () => {
      for (const stop of stops) stop();
      await this.#thumbnailer.stop();
    };
  }

  /** Whether there is a picture of what is on air to show. */
  get hasThumbnail(): boolean {
    return this.#shown.still !== undefined;
  }

  handlers(): Handlers<typeof artworkEndpoints> {
    const { assets, settings } = this.#needs;
    return artworkHandlers({
      gallery: this.gallery,
      snapshots: {
        thumbnail: () => this.#ask('still'),
        preview: () => this.#ask('moving'),
        webPreview: () => this.#ask('web'),
        storyboardIndex: () => {
          this.#thumbnailer.ask('storyboard');
          return this.#storyboards[0]?.index ?? null;
        },
        storyboardSprite: (digest) => {
          const isStale = this.#thumbnailer.ask('storyboard');
          const named = this.#storyboards.find(({ sprite }) => sprite.digest.slice(0, spriteNameLength) === digest);
          const { sprite = null } = named ?? this.#storyboards[0] ?? {};
          return sprite === null ? null : { ...sprite, isStale };
        },
      },
      assets,
      readChannel: () => ({ name: settings.get('channel-name'), summary: settings.get('channel-summary') }),
      maxFaviconBytes: pictureLimits.favicon.maxBytes,
    });
  }

  /** Also who has it already, or wants to know but how large it is, asks for the newest. */
  #ask(kind: SnapshotKind): PictureOnAir | null {
    const isStale = this.#thumbnailer.ask(kind);
    const picture = this.#shown[kind];
    return picture === undefined ? null : { ...picture, isStale };
  }

  #show(snapshot: Snapshot | null): void {
    if (snapshot === null) this.#shown = {};
    for (const kind of snapshotKinds) {
      const bytes = snapshot?.[kind];
      if (bytes !== undefined) this.#shown[kind] = describe(mediaTypes[kind], bytes);
    }
  }

  #showStoryboard(storyboard: Storyboard | null): void {
    if (storyboard === null) {
      this.#storyboards = [];
      return;
    }
    const sprite = describe('image/jpeg', storyboard.sprite);
    // The address changes with the picture, so that nobody reads new places out of an old one.
    const url = `/storyboard.jpg?v=${sprite.digest.slice(0, spriteNameLength)}`;
    this.#storyboards = [{ sprite, index: storyboard.index(url) }, ...this.#storyboards.slice(0, 1)];
  }
}

function describe(mediaType: string, bytes: Buffer): ShownPicture {
  return { mediaType, bytes, digest: createHash('sha256').update(bytes).digest('base64url') };
}

/** More of the time than this and the event loop has little to spare. */
const BUSY_SHARE = 0.4;

/** Tells whether the event loop had little to spare since it was last asked. */
function busyLoop(): () => boolean {
  let before = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization > BUSY_SHARE;
  };
}
