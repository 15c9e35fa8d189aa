import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { S3Config } from '../config/s3-setting.ts';
import type { Settings } from '../config/settings.ts';
import type { SegmentArchive } from '../hls/live-channel.ts';
import { storageHandlers } from '../http/handlers/storage.ts';
import type { Clock } from '../platform/clock.ts';
import type { LogRoot } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import { BucketMirror } from '../storage/bucket-mirror.ts';
import { type BucketPlace, placeOfSettings } from '../storage/bucket-place.ts';
import { testBucket } from '../storage/bucket-test.ts';
import { LocalStore } from '../storage/local-store.ts';
import { S3Bucket } from '../storage/s3-bucket.ts';
import { readAsBrowser } from '../storage/serving-check.ts';
import { WriteBehind } from '../storage/write-behind.ts';
import type { Store } from '../store/store.ts';
import type { Stopper } from './lifecycle.ts';

export interface StoragePartNeeds {
  readonly clock: Clock;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly log: LogRoot;
  readonly metrics: MetricsRegistry;
  readonly settings: Settings;
  readonly store: Pick<Store, 'storedObjects'>;
  /** How long players may still ask for what left the live window just now, in milliseconds. */
  readonly stayMs: () => number;
}

/** Where the live window goes besides memory: onto the disk and into a bucket, by followers that nobody waits for. */
export class StoragePart {
  readonly archive: SegmentArchive;
  readonly handlers: ReturnType<typeof storageHandlers>;
  readonly #needs: StoragePartNeeds;
  readonly #local: LocalStore;
  readonly #disk: WriteBehind;
  readonly #mirror: BucketMirror;
  /** Whether the broadcast that files came from last is stored on the disk; null once none is left of it. */
  #stored: { readonly broadcastId: string; readonly isOn: boolean } | null = null;

  constructor(needs: StoragePartNeeds) {
    this.#needs = needs;
    const { settings, store } = needs;
    const log = needs.log.component('storage');
    this.#local = new LocalStore({ directory: join(needs.dataDirectory, 'hls') });
    this.#disk = new WriteBehind({ ...needs, log, store: this.#local });
    this.#mirror = new BucketMirror({
      ...needs,
      log,
      ledger: store.storedObjects,
      open: (place) => new S3Bucket({ place }),
      read: readAsBrowser,
      random,
      servesViewers: () => settings.get('s3-serves-viewers'),
    });
    this.archive = this.#buildArchive();
    this.handlers = storageHandlers({
      readConfig: () => settings.get('s3'),
      readDisk: () => this.#readDisk(),
      readBucket: () => this.#mirror.status(),
      testBucket: (config) => this.#test(config),
    });
  }

  /** What the admin should know of; null while all is well. */
  trouble(): string | null {
    return this.#disk.trouble?.sentence ?? this.#mirror.trouble();
  }

  /** The origin, besides this server's own, that players are sent to; null for none. */
  servingOrigin(): string | null {
    return this.#mirror.servingOrigin;
  }

  /** Clears away what the last run left, and follows from now on; the returned function writes out what is waiting, as far as its time goes. */
  async start(): Promise<Stopper> {
    const { settings, log } = this.#needs;
    await this.#local
      .clear()
      .catch((error: unknown) =>
        log.component('storage').warn({ error: String(error) }, 'What the last run stored could not be removed.'),
      );
    const stopMirror = this.#mirror.start();
    const heed = (): void => this.#mirror.use(this.#placeOf(settings.get('s3')));
    heed();
    const endings = [settings.onChange('s3', heed), settings.onChange('video-address', heed)];
    return async () => {
      for (const end of endings) end();
      await Promise.all([this.#disk.stop(), stopMirror()]);
    };
  }

  #buildArchive(): SegmentArchive {
    return {
      put: (path, bytes) => {
        if (this.#isStored(path)) this.#disk.put(path, bytes);
        this.#mirror.put(path, bytes);
      },
      remove: (path) => {
        this.#disk.remove(path);
        this.#mirror.remove(path);
        if (this.#mirror.isIdle) this.#stored = null;
      },
      playlist: (path, render) => this.#mirror.document(path, render),
      locate: (path) => this.#mirror.locate(path),
    };
  }

  /** Decided with the first file of each broadcast: without what a broadcast begins with, nobody could play the rest. */
  #isStored(path: string): boolean {
    const [broadcastId = ''] = path.split('/');
    if (this.#stored?.broadcastId !== broadcastId)
      this.#stored = { broadcastId, isOn: this.#needs.settings.get('store-segments') };
    return this.#stored.isOn;
  }

  #readDisk() {
    const { trouble, queuedBytes, droppedCount } = this.#disk;
    const isOn = this.#stored?.isOn ?? this.#needs.settings.get('store-segments');
    const state = isOn ? ('well' as const) : ('off' as const);
    return {
      state: trouble?.state ?? state,
      trouble: trouble?.sentence ?? null,
      waitingBytes: queuedBytes,
      missedCount: droppedCount,
    };
  }

  #placeOf(config: S3Config): BucketPlace | null {
    return placeOfSettings(config, this.#needs.settings.get('video-address'));
  }

  async #test(config: S3Config) {
    const place = this.#placeOf({ ...config, enabled: true });
    if (place === null) return [];
    const bucket = new S3Bucket({ place });
    try {
      const wallMs = () => this.#needs.clock.wallMs();
      return await testBucket({ place, bucket, read: readAsBrowser, wallMs, token: randomBytes(8).toString('hex') });
    } finally {
      bucket.close();
    }
  }
}

function random(): number {
  return randomInt(1_000_000) / 1_000_000;
}
