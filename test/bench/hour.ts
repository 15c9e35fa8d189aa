import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TimelinePart } from '../../internal/app/timeline.ts';
import type { AerialEvents } from '../../internal/app/events.ts';
import { Settings } from '../../internal/config/settings.ts';
import { LiveChannel, type SegmentArchive } from '../../internal/hls/live-channel.ts';
import { bothTracks, stream } from '../../internal/hls/testing.ts';
import { ManualClock } from '../../internal/platform/clock.ts';
import { EventHub } from '../../internal/platform/event-hub.ts';
import { silentLogger } from '../../internal/platform/log.ts';
import { MetricsRegistry } from '../../internal/platform/metrics.ts';
import { BucketMirror } from '../../internal/storage/bucket-mirror.ts';
import { LocalStore } from '../../internal/storage/local-store.ts';
import { MemoryBucket } from '../../internal/storage/testing.ts';
import { WriteBehind } from '../../internal/storage/write-behind.ts';
import { openStore, type Store } from '../../internal/store/store.ts';
import { sourceMigrations } from '../../internal/store/testing.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import { until } from '../peers/wait.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';

const SECTION = 'One hour of a broadcast of 2.5 Mbit/s, accelerated: window, disk, bucket and timeline';
const PLACE = {
  endpoint: 'https://s3.example',
  servingEndpoint: '',
  accessKey: 'a',
  secret: 's',
  bucket: 'live',
  region: 'r',
  acl: '',
  pathPrefix: '',
  forcePathStyle: true,
} as const;
const PICTURE_BYTES = 10_000;
const EARLY_SECONDS = 600;
const HOUR_SECONDS = 3_600;

/** A bucket that remembers its keys, and no bytes. */
class KeyBucket extends MemoryBucket {
  override async put(key: string): Promise<string> {
    this.objects.set(key, '');
    return '""';
  }
}

/** What one process needs for a broadcast from the packets on, with time in the hands of the bench. */
class AcceleratedStation {
  readonly clock = new ManualClock();
  readonly bucket = new KeyBucket();
  readonly store: Store;
  readonly #folder = makeTemporaryFolder('hour');
  readonly #disk: WriteBehind;
  readonly #mirror: BucketMirror;
  readonly #channel: LiveChannel;
  readonly #timeline: TimelinePart;
  readonly #picture = Buffer.alloc(PICTURE_BYTES, 0x41);

  constructor() {
    const { clock } = this;
    const log = silentLogger;
    const metrics = new MetricsRegistry();
    const settings = new Settings({});
    this.store = openStore({ dataDirectory: this.#folder.path, assets: sourceMigrations, clock, log, lock: 'hold' });
    this.#disk = new WriteBehind({
      store: new LocalStore({ directory: `${this.#folder.path}/hls` }),
      clock,
      log,
      metrics,
    });
    this.#mirror = new BucketMirror({
      clock,
      log,
      metrics,
      ledger: this.store.storedObjects,
      open: () => this.bucket,
      read: async () => ({ status: 200, allowedOrigin: '*', dateWallMs: null, bytes: 0 }),
      random: () => 1,
      servesViewers: () => true,
      stayMs: () => this.#channel.stayMs,
    });
    const events = new EventHub<AerialEvents>({ onListenerError: () => {} });
    this.#timeline = new TimelinePart({ clock, events, log, settings, store: this.store });
    this.#timeline.start();
    this.#channel = new LiveChannel({
      clock,
      log,
      metrics,
      counters: this.store.counters,
      archive: this.#archive(),
      onSegment: (segment) => this.#timeline.note(segment),
      settings: { partTargetMs: 500, windowSeconds: 30, maxWaitingRequests: 10 },
      sessionPrefix: 'abc',
    });
    this.#mirror.use(PLACE);
    events.publish('broadcast.started', {
      broadcastId: 'b1',
      startedWallMs: clock.wallMs(),
      remoteAddress: '',
      encoder: null,
      isTest: false,
      tracks: bothTracks,
    });
  }

  #archive(): SegmentArchive {
    return {
      put: (path, bytes) => {
        this.#disk.put(path, bytes);
        this.#mirror.put(path, bytes);
      },
      remove: (path) => {
        this.#disk.remove(path);
        this.#mirror.remove(path);
      },
      playlist: (path, render) => this.#mirror.document(path, render),
      locate: (path) => this.#mirror.locate(path),
    };
  }

  /** A broadcast of that length, as fast as disk and bucket follow; `look` is called every two seconds of it. */
  async run(seconds: number, look: () => void): Promise<void> {
    const epochWallMs = this.clock.wallMs() - 10_000;
    const sink = this.#channel.beginBroadcast({ broadcastId: 'b1', epochWallMs });
    sink.push({ kind: 'config', tracks: bothTracks });
    for (let second = 0; second < seconds; second += 2) {
      const fromMs = 10_000 + second * 1_000;
      for (const item of stream({ fromMs, untilMs: fromMs + 2_000 })) {
        sink.push(item.kind === 'video' ? { ...item, data: this.#picture } : item);
      }
      this.clock.advance(2_000);
      const isQuiet = () => this.#disk.queuedBytes === 0 && this.#mirror.status().waitingCount === 0;
      await until('disk and bucket follow', isQuiet, { timeoutMs: 30_000, everyMs: 1 });
      look();
    }
  }

  get files(): number {
    return readdirSync(`${this.#folder.path}/hls`, { recursive: true }).length;
  }

  async close(): Promise<void> {
    this.#channel.stop();
    await this.#disk.stop();
    this.store.close();
    this.#folder.remove();
  }
}

function megabytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

/** Whether anything grows while a broadcast goes on and on. */
export async function benchHour(_plan: BenchPlan, report: Report): Promise<Figure[]> {
  const station = new AcceleratedStation();
  const most = { files: 0, objects: 0, rows: 0 };
  const look = (): void => {
    most.files = Math.max(most.files, station.files);
    most.objects = Math.max(most.objects, station.bucket.objects.size);
    most.rows = Math.max(most.rows, station.store.storedObjects.countElsewhere(''));
  };
  try {
    report('an hour of broadcast, accelerated');
    let early = Number.NaN;
    let second = 0;
    await station.run(HOUR_SECONDS, () => {
      look();
      second += 2;
      if (second === EARLY_SECONDS) early = megabytes();
    });
    const late = megabytes();
    const range = { fromWallMs: null, untilWallMs: null, offset: 0, limit: 1 };
    const single = { section: SECTION, peer: null, unit: '', digits: 0 };
    return [
      {
        ...single,
        name: 'memory in use after an hour',
        unit: 'MB',
        aerial: [late],
        peer: { name: 'after ten minutes', rounds: [early] },
        goal: { of: 'ratio', atMost: 1.1 },
        digits: 1,
      },
      { ...single, name: 'files on the disk, most', aerial: [most.files], goal: { of: 'value', atMost: 60 } },
      { ...single, name: 'objects in the bucket, most', aerial: [most.objects], goal: { of: 'value', atMost: 160 } },
      { ...single, name: 'objects on record, most', aerial: [most.rows], goal: { of: 'value', atMost: 160 } },
      {
        ...single,
        name: 'segments in the timeline',
        aerial: [station.store.timeline.listSegments(range).total],
        goal: { of: 'value', atLeast: 1_790 },
      },
    ];
  } finally {
    await station.close();
  }
}
