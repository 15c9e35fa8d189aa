import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { MetricsRegistry } from '../platform/metrics.ts';
import { addressOf, type BucketPlace, placeId, servingOrigin } from './bucket-place.ts';
import { MirrorSession } from './mirror-session.ts';
import type { RenderDocument } from './mirrored-document.ts';
import type { ObjectLedger } from './object-ledger.ts';
import type { RemoteBucket } from './remote-bucket.ts';
import type { ReadAsBrowser } from './serving-check.ts';
import { ServingWatch } from './serving-watch.ts';

export interface BucketMirrorNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly ledger: ObjectLedger;
  readonly open: (place: BucketPlace) => RemoteBucket;
  readonly read: ReadAsBrowser;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Whether viewers are to be sent to the bucket where that works. */
  readonly servesViewers: () => boolean;
  /** How long players may still ask for what left the live window just now, in milliseconds; a minute and a half is kept to at least. */
  readonly stayMs: () => number;
}

/** How the bucket does, for people. */
export interface MirrorStatus {
  readonly state: 'off' | 'well' | 'behind' | 'failing' | 'recovering';
  /** What is wrong and what to do about it, or how it gets well again; null while all is well. */
  readonly trouble: string | null;
  readonly sinceWallMs: number | null;
  /** Objects of the live window that are there, and that are not yet. */
  readonly storedCount: number;
  readonly waitingCount: number;
  readonly waitingBytes: number;
  /** Objects that left the live window before they could be stored, since the start. */
  readonly missedCount: number;
  /** Milliseconds that the latest uploads took, on the average; null before the first. */
  readonly uploadMs: number | null;
  /** Whether viewers get whole segments from the bucket at this moment. */
  readonly servesViewers: boolean;
  readonly servingTrouble: string | null;
  /** Where the bucket's own playlist is read; null without a bucket. */
  readonly playlistUrl: string | null;
  /** Objects of this station in the bucket, also such that will be removed, and in buckets that are not set any more. */
  readonly objectCount: number;
  readonly objectsElsewhere: number;
}

/** A store that needs longer for an object than this is behind. */
const BEHIND_AFTER_MS = 12_000;
const MISSED_MATTERS_MS = 60_000;
/** The smallest of so many of the newest objects is read, as a viewer would. */
const LOOKED_AMONG = 8;
/** How long a bucket that is not set any more is still tidied up, from when all in it may go. */
const FORMER_TIDIED_MS = 5 * 60_000;
const SETTLE_AT_STOP_MS = 2_000;

/**
 * The live window in a bucket, as a follower: what should be there is told at once and never waited for, and it gets there when it can. Buckets
 * come and go with the settings; all that the live window holds at that moment goes into a new one.
 */
export class BucketMirror {
  readonly #needs: BucketMirrorNeeds;
  readonly #wanted = new Map<string, Buffer>();
  readonly #wantedSinceMs = new Map<string, number>();
  readonly #documents = new Map<string, RenderDocument>();
  /** What ends the tidying up in buckets that are not set any more, by the bucket. */
  readonly #former = new Map<string, () => void>();
  readonly #missed;
  readonly #uploads;
  readonly #uploadedBytes;
  #session: MirrorSession | null = null;
  #watch: ServingWatch | null = null;
  #stopWatch: () => void = () => {};
  #uploadMs: number | null = null;
  /** What was wanted before this bucket was set says nothing of how fast it is. */
  #usedSinceMs = 0;
  #missedCount = 0;
  #missedLastMs: number | null = null;

  constructor(needs: BucketMirrorNeeds) {
    this.#needs = needs;
    const { metrics } = needs;
    this.#missed = metrics.counter(
      'aerial_bucket_missed_total',
      'Objects that left the live window before a bucket had them.',
    );
    this.#uploads = metrics.counter('aerial_bucket_uploads_total', 'Objects stored in the bucket.');
    this.#uploadedBytes = metrics.counter('aerial_bucket_uploaded_bytes_total', 'Bytes stored in the bucket.');
    metrics.observe(
      'aerial_bucket_waiting',
      'Objects that wait for the bucket.',
      () => this.#session?.waiting.length ?? 0,
    );
    metrics.observe('aerial_bucket_failing', 'Whether the bucket fails (1) or not (0).', () =>
      this.#session?.isReliable === false ? 1 : 0,
    );
  }

  /** Marks what an earlier run left in buckets for removal; the returned function gives the last playlists two seconds and ends everything. */
  start(): () => Promise<void> {
    const { ledger, clock, log } = this.#needs;
    try {
      ledger.releaseAll(clock.wallMs());
    } catch (error) {
      log.warn({ error: String(error) }, 'What the last run left in the bucket stays there until the next start.');
    }
    return async () => {
      await this.#session?.settle(SETTLE_AT_STOP_MS);
      this.#stopWatch();
      this.#session?.dispose();
      this.#session = null;
      for (const end of this.#former.values()) end();
    };
  }

  /** Stores there from now on, or nowhere. The same place as before goes on as it is. */
  use(place: BucketPlace | null): void {
    const before = this.#session;
    if (JSON.stringify(before?.place ?? null) === JSON.stringify(place)) return;
    this.#stopWatch();
    this.#session = null;
    this.#watch = null;
    if (before !== null) this.#retire(before, place);
    if (place === null) return;
    // The new session tidies up there: another one beside it would remove what was just stored again.
    this.#former.get(placeId(place))?.();
    const session = new MirrorSession({
      ...this.#needs,
      place,
      bucket: this.#needs.open(place),
      wanted: this.#wanted,
      onStored: (bytes, tookMs) => this.#onStored(bytes, tookMs),
    });
    this.#session = session;
    this.#usedSinceMs = this.#needs.clock.monotonicMs();
    this.#missedLastMs = null;
    this.#uploadMs = null;
    this.#watch = new ServingWatch({ ...this.#needs, newest: () => this.#newest(session) });
    this.#stopWatch = this.#watch.start();
    this.#needs.log.info({ place: session.id }, 'The live window is stored in a bucket from now on.');
    for (const [name, render] of this.#documents) session.setDocument(name, render);
    session.heed();
  }

  /** Wants an object in the bucket. The name is never used for other bytes. */
  put(name: string, bytes: Buffer): void {
    this.#wanted.set(name, bytes);
    this.#wantedSinceMs.set(name, this.#needs.clock.monotonicMs());
    this.#session?.heed();
  }

  /** Wants it no longer; in the bucket it stays for a while, for players that know it. */
  remove(name: string): void {
    if (!this.#wanted.delete(name)) return;
    const wasWantedAnew = (this.#wantedSinceMs.get(name) ?? 0) >= this.#usedSinceMs;
    this.#wantedSinceMs.delete(name);
    if (this.isIdle) this.#watch?.forgetTrouble();
    const session = this.#session;
    if (session === null) return;
    if (session.stateOf(name) !== 'stored') {
      this.#missed.add();
      this.#missedCount += 1;
      // What was missed while the bucket failed says nothing of how fast it is.
      if (session.isReliable && wasWantedAnew) this.#missedLastMs = this.#needs.clock.monotonicMs();
    }
    session.drop(name);
  }

  /** Whether nothing at all is wanted, as between broadcasts. */
  get isIdle(): boolean {
    return this.#wanted.size === 0;
  }

  /** A text that speaks of objects: written anew whenever what is there of them has changed. `null` takes it away. */
  document(name: string, render: RenderDocument | null): void {
    if (render === null) {
      this.#documents.delete(name);
      this.#session?.dropDocument(name);
    } else {
      this.#documents.set(name, render);
      this.#session?.setDocument(name, render);
    }
  }

  /** Where a viewer gets that object at this moment; null when that is not certain, and it had better come from here. */
  locate(name: string): string | null {
    const session = this.#session;
    if (session === null || !this.#servesNow(session) || session.stateOf(name) !== 'stored') return null;
    return addressOf(session.place, session.keyOf(name));
  }

  /** The origin that viewers may be sent to; null without a bucket. */
  get servingOrigin(): string | null {
    const session = this.#session;
    return session === null || !this.#needs.servesViewers() ? null : servingOrigin(session.place);
  }

  /** What is wrong, for storing or for viewers, and what to do about it; null while nothing is. */
  trouble(): string | null {
    const session = this.#session;
    if (session === null) return null;
    const { state, trouble } = this.#judge(session);
    return (state === 'recovering' ? null : trouble) ?? this.#servingTrouble();
  }

  status(): MirrorStatus {
    const session = this.#session;
    const { ledger } = this.#needs;
    if (session === null) return { ...statusOff, objectsElsewhere: quietly(() => ledger.countElsewhere('')) };
    const waiting = session.waiting;
    return {
      ...this.#judge(session),
      storedCount: session.storedCount,
      waitingCount: waiting.length,
      waitingBytes: waiting.reduce((sum, name) => sum + (this.#wanted.get(name)?.length ?? 0), 0),
      missedCount: this.#missedCount,
      uploadMs: this.#uploadMs,
      servesViewers: this.#servesNow(session),
      servingTrouble: this.#servingTrouble(),
      playlistUrl: addressOf(session.place, session.keyOf('stream.m3u8')),
      objectCount: quietly(() => ledger.count(session.id)),
      objectsElsewhere: quietly(() => ledger.countElsewhere(session.id)),
    };
  }

  #judge(session: MirrorSession): Pick<MirrorStatus, 'state' | 'trouble' | 'sinceWallMs'> {
    const { trouble, troubleSinceWallMs: sinceWallMs } = session;
    if (session.isRecovering) return { state: 'recovering', trouble: recoveringWords, sinceWallMs };
    if (trouble !== null) return { state: 'failing', trouble: trouble.words, sinceWallMs };
    const nowMs = this.#needs.clock.monotonicMs();
    const sinceMs = (name: string) => Math.max(this.#wantedSinceMs.get(name) ?? nowMs, this.#usedSinceMs);
    const oldestMs = Math.min(...session.waiting.map(sinceMs));
    const hasMissed = this.#missedLastMs !== null && nowMs - this.#missedLastMs < MISSED_MATTERS_MS;
    if (nowMs - oldestMs > BEHIND_AFTER_MS || hasMissed)
      return { state: 'behind', trouble: behindWords, sinceWallMs: null };
    return { state: 'well', trouble: null, sinceWallMs: null };
  }

  #servingTrouble(): string | null {
    return this.#needs.servesViewers() ? (this.#watch?.trouble ?? null) : null;
  }

  #servesNow(session: MirrorSession): boolean {
    return this.#needs.servesViewers() && session.isReliable && this.#watch?.works === true;
  }

  #newest(session: MirrorSession): { url: string; bytes: number } | null {
    if (!session.isReliable) return null;
    const newest = session.newestStored(LOOKED_AMONG).flatMap((name) => {
      const bytes = this.#wanted.get(name)?.length;
      return bytes === undefined ? [] : [{ name, bytes }];
    });
    const [smallest] = newest.toSorted((a, b) => a.bytes - b.bytes);
    if (smallest === undefined) return null;
    return { url: addressOf(session.place, session.keyOf(smallest.name)), bytes: smallest.bytes };
  }

  #onStored(bytes: number, tookMs: number): void {
    this.#uploads.add();
    this.#uploadedBytes.add(bytes);
    this.#uploadMs = this.#uploadMs === null ? tookMs : 0.9 * this.#uploadMs + 0.1 * tookMs;
  }

  #retire(session: MirrorSession, next: BucketPlace | null): void {
    session.retire();
    if (next !== null && placeId(next) === session.id) {
      // The same bucket, opened differently: the next session tidies up in it.
      session.dispose();
      return;
    }
    this.#needs.log.info({ place: session.id }, 'The live window is no longer stored in that bucket.');
    const end = (): void => {
      this.#former.delete(session.id);
      cancel();
      session.dispose();
    };
    const cancel = this.#needs.clock.after(this.#needs.stayMs() + FORMER_TIDIED_MS, end);
    this.#former.set(session.id, end);
  }
}

const behindWords =
  'The bucket takes longer than the picture lasts, so that it misses segments; viewers get those from here. ' +
  'Look at the upload of this server, choose a bucket that is nearer, or fewer renditions (setting "ladder").';

const recoveringWords =
  'The bucket answers again. What it missed follows, oldest first; viewers are sent there once it has caught up. There is nothing to do.';

const statusOff: MirrorStatus = {
  state: 'off',
  trouble: null,
  sinceWallMs: null,
  storedCount: 0,
  waitingCount: 0,
  waitingBytes: 0,
  missedCount: 0,
  uploadMs: null,
  servesViewers: false,
  servingTrouble: null,
  playlistUrl: null,
  objectCount: 0,
  objectsElsewhere: 0,
};

/** A database that fails at that moment has nothing to say. */
function quietly(read: () => number): number {
  try {
    return read();
  } catch {
    return 0;
  }
}
