import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { type BucketPlace, keyOf, placeId } from './bucket-place.ts';
import { BucketSweeper } from './bucket-sweeper.ts';
import type { MirroredDocument, ObjectState, RenderDocument } from './mirrored-document.ts';
import { notKnownToBeOurs, type ObjectLedger } from './object-ledger.ts';
import { BucketFault, type FaultKind, type RemoteBucket, type RemoteObject } from './remote-bucket.ts';

export interface MirrorSessionNeeds {
  readonly place: BucketPlace;
  readonly bucket: RemoteBucket;
  readonly ledger: ObjectLedger;
  readonly clock: Clock;
  readonly log: Logger;
  /** From 0 to 1. */
  readonly random: () => number;
  /** What the bucket should hold, oldest first. */
  readonly wanted: ReadonlyMap<string, Buffer>;
  readonly onStored: (bytes: number, tookMs: number) => void;
  /** How long players may still ask for what left the live window just now, in milliseconds. */
  readonly stayMs: () => number;
}

/** What is wrong with the bucket, as the admin is told: that it is the bucket, what comes of it, why, and what to do. */
interface MirrorTrouble {
  readonly kind: FaultKind;
  readonly words: string;
}

/** What is not wanted any more stays at least for so long, as the bucket's playlists and a CDN's copies of them may be old. */
const LEAST_STAY_MS = 90_000;
/** Uploads at a time: at 0.3 s each enough for four renditions with segments of a second. */
const AT_A_TIME = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** The third failure in a row comes a second or two after the first. */
const TOLD_AFTER_FAILURES = 3;
const CALM_AFTER_MS = 10_000;
/** So many times ten seconds a bucket may take to catch up before it counts as too slow. */
const MOST_CALM_LOOKS = 6;

const segmentHeaders = { mediaType: 'video/mp4', cacheControl: 'public, max-age=31557600, immutable' };
const documentHeaders = {
  mediaType: 'application/vnd.apple.mpegurl',
  cacheControl: 'no-cache, no-store, must-revalidate',
};

/**
 * Makes one bucket hold what is wanted: objects first, oldest first, then the documents that speak of them. What fails is tried again with growing
 * pauses, one request at a time, for as long as it is wanted; so what waits is never more than the live window, which is in memory anyway.
 */
export class MirrorSession {
  readonly place: BucketPlace;
  readonly id: string;
  readonly #needs: MirrorSessionNeeds;
  readonly #sweeper: BucketSweeper;
  readonly #stopSweeping: () => void;
  readonly #stored = new Set<string>();
  readonly #onTheirWay = new Set<string>();
  readonly #documents = new Map<string, MirroredDocument>();
  /** What is known of the bytes under the keys of documents, which others may have used as well. */
  readonly #tags = new Map<string, string>();
  /** Keys that are in the ledger, and such that are not although they should be. */
  readonly #noted = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #cancelPause: (() => void) | null = null;
  #failures = 0;
  #isClosed = false;
  #isPumpDue = false;
  #cancelCalm: (() => void) | null = null;
  #calmLooks = 0;
  /** What the latest request failed with; null when it did not. */
  #fault: BucketFault | null = null;
  /** Why the bucket does not work, as the admin was told; null while all is well. A single failure is not worth words. */
  trouble: MirrorTrouble | null = null;
  troubleSinceWallMs: number | null = null;

  constructor(needs: MirrorSessionNeeds) {
    this.#needs = needs;
    this.place = needs.place;
    this.id = placeId(needs.place);
    this.#sweeper = new BucketSweeper({
      ...needs,
      place: this.id,
      isNeeded: (key) => this.#isNeeded(key),
    });
    this.#stopSweeping = this.#sweeper.start();
  }

  stateOf(name: string): ObjectState {
    if (this.#stored.has(name)) return 'stored';
    const document = this.#documents.get(name);
    if (document !== undefined) return document.text === null ? 'coming' : 'stored';
    return this.#needs.wanted.has(name) ? 'coming' : 'absent';
  }

  /** Objects that are wanted and not there. */
  get waiting(): readonly string[] {
    return [...this.#needs.wanted.keys()].filter((name) => !this.#stored.has(name));
  }

  /** Whether the bucket works, as far as the latest requests tell. */
  get isReliable(): boolean {
    return this.#fault === null && this.trouble === null;
  }

  /** Whether it answers again after a trouble, and gets what it missed. */
  get isRecovering(): boolean {
    return this.trouble !== null && this.#fault === null && this.#cancelCalm !== null;
  }

  get storedCount(): number {
    return this.#stored.size;
  }

  /** Names of the newest objects that are there. */
  newestStored(count: number): readonly string[] {
    return [...this.#stored].slice(-count);
  }

  keyOf(name: string): string {
    return keyOf(this.place, name);
  }

  /** Something new is wanted. It is begun with in a turn of its own: who tells of it has a picture to pass on. */
  heed(): void {
    if (this.#isPumpDue) return;
    this.#isPumpDue = true;
    setImmediate(() => {
      this.#isPumpDue = false;
      this.#pump();
    });
  }

  /** This is not wanted any more. */
  drop(name: string): void {
    // What is on its way is seen to when it is known what became of it.
    if (this.#stored.delete(name) || (this.#mayBeThere(name) && !this.#onTheirWay.has(name))) this.#release([name]);
    this.#markStale();
    this.heed();
  }

  setDocument(name: string, render: RenderDocument): void {
    const before = this.#documents.get(name);
    if (!this.#tags.has(this.keyOf(name))) this.#tags.set(this.keyOf(name), notKnownToBeOurs);
    this.#documents.set(name, {
      render,
      isStale: true,
      isOnItsWay: before?.isOnItsWay ?? false,
      text: before?.text ?? null,
    });
    this.heed();
  }

  dropDocument(name: string): void {
    if (this.#documents.delete(name)) this.#release([name]);
  }

  /** Waits at most that long for what is on its way or can go at once. */
  async settle(withinMs: number): Promise<void> {
    this.#pump();
    let cancel = (): void => {};
    const late = new Promise<'late'>((resolve) => {
      cancel = this.#needs.clock.after(withinMs, () => resolve('late'));
    });
    while (this.#running.size > 0 && this.#cancelPause === null) {
      if ((await Promise.race([Promise.all(this.#running), late])) === 'late') break;
    }
    cancel();
  }

  /** Stores nothing more; what it stored may be removed in a while, which it goes on doing until `dispose`. */
  retire(): void {
    this.#isClosed = true;
    this.#cancelCalm?.();
    this.#cancelPause?.();
    const failed = [...this.#needs.wanted.keys()].filter((name) => this.#mayBeThere(name));
    this.#release([...new Set([...this.#stored, ...this.#onTheirWay, ...this.#documents.keys(), ...failed])]);
    this.#stored.clear();
    this.#documents.clear();
  }

  /** Ends everything at once; what is left in the bucket is removed by a later run. */
  dispose(): void {
    this.#isClosed = true;
    this.#cancelCalm?.();
    this.#cancelPause?.();
    this.#stopSweeping();
    this.#needs.bucket.close();
  }

  #isNeeded(key: string): boolean {
    const names = [...this.#stored, ...this.#onTheirWay, ...this.#documents.keys()];
    return names.some((name) => this.keyOf(name) === key);
  }

  /** An upload was begun; that it failed does not say that nothing came of it. */
  #mayBeThere(name: string): boolean {
    return this.#noted.has(this.keyOf(name));
  }

  /** Starts as many uploads as there is room for. */
  #pump(): void {
    if (this.#isClosed || this.#cancelPause !== null) return;
    const room = (this.#fault === null ? AT_A_TIME : 1) - this.#running.size;
    for (let taken = 0; taken < room; taken += 1) {
      const upload = this.#next();
      if (upload === null) return;
      const running = upload().finally(() => {
        this.#running.delete(running);
        this.#pump();
      });
      this.#running.add(running);
    }
  }

  /** Documents first, since they are small and make the others known; but one at a time while there is much to catch up with. */
  #next(): (() => Promise<void>) | null {
    const isWriting = [...this.#documents.values()].some(({ isOnItsWay }) => isOnItsWay);
    const backlog = this.#needs.wanted.size - this.#stored.size - this.#onTheirWay.size;
    if (isWriting && backlog > AT_A_TIME) return this.#nextObject() ?? this.#nextDocument();
    return this.#nextDocument() ?? this.#nextObject();
  }

  #nextObject(): (() => Promise<void>) | null {
    for (const [name, bytes] of this.#needs.wanted) {
      if (this.#stored.has(name) || this.#onTheirWay.has(name) || this.#isBeingRemoved(name)) continue;
      this.#onTheirWay.add(name);
      return () => this.#storeObject(name, bytes);
    }
    return null;
  }

  #nextDocument(): (() => Promise<void>) | null {
    for (const [name, document] of this.#documents) {
      if (!document.isStale || document.isOnItsWay || this.#isBeingRemoved(name)) continue;
      document.isStale = false;
      const text = document.render((of) => this.stateOf(of));
      if (text === null || text === document.text) continue;
      document.isOnItsWay = true;
      return () => this.#storeDocument(name, document, text);
    }
    return null;
  }

  #isBeingRemoved(name: string): boolean {
    return this.#sweeper.removing.has(this.keyOf(name));
  }

  async #storeObject(name: string, bytes: Buffer): Promise<void> {
    const tag = await this.#put(name, { bytes, ...segmentHeaders });
    this.#onTheirWay.delete(name);
    // `retire` has released it; after `dispose` a later run does.
    if (this.#isClosed) return;
    if (!this.#needs.wanted.has(name)) this.#release([name]);
    else if (tag !== null) {
      this.#stored.add(name);
      this.#markStale();
    }
  }

  async #storeDocument(name: string, document: MirroredDocument, text: string): Promise<void> {
    const tag = await this.#put(name, { bytes: Buffer.from(text), ...documentHeaders });
    // It may have been set anew meanwhile: what was written is still what the bucket holds.
    const current = this.#documents.get(name) ?? document;
    current.isOnItsWay = false;
    if (tag === null) {
      current.isStale = true;
      return;
    }
    const isFirst = current.text === null;
    current.text = text;
    if (isFirst) this.#markStale();
    const { value } = tag;
    if (value !== null) {
      const key = this.keyOf(name);
      this.#tags.set(key, value);
      this.#inLedger(() => this.#needs.ledger.tag(this.id, key, value));
    }
    if (this.#isClosed || !this.#documents.has(name)) this.#release([name]);
  }

  /** Stores one object; null, and a pause until the next one, when that fails. */
  async #put(name: string, object: RemoteObject): Promise<{ value: string | null } | null> {
    const { bucket, clock, onStored } = this.#needs;
    const key = this.keyOf(name);
    this.#note(key);
    const startedMs = clock.monotonicMs();
    try {
      const value = await bucket.put(key, object);
      onStored(object.bytes.length, clock.monotonicMs() - startedMs);
      this.#onSuccess();
      return { value };
    } catch (error) {
      this.#onFault(error);
      return null;
    }
  }

  #onSuccess(): void {
    this.#failures = 0;
    this.#fault = null;
    if (this.trouble === null || this.#isClosed) return;
    // A bucket that fails every other time is not well yet.
    if (this.#cancelCalm !== null) return;
    this.#calmLooks = 0;
    this.#lookWhenCalm();
  }

  #lookWhenCalm(): void {
    this.#cancelCalm = this.#needs.clock.after(CALM_AFTER_MS, () => this.#onCalm());
  }

  #onCalm(): void {
    this.#calmLooks += 1;
    if (this.waiting.length > AT_A_TIME && this.#calmLooks < MOST_CALM_LOOKS) return this.#lookWhenCalm();
    this.#cancelCalm = null;
    this.trouble = null;
    this.troubleSinceWallMs = null;
    this.#needs.log.info({ place: this.id }, 'The bucket takes the live window again.');
  }

  #onFault(error: unknown): void {
    if (this.#isClosed) return;
    const fault =
      error instanceof BucketFault
        ? error
        : new BucketFault('refused', { message: `Something failed: ${String(error)}.`, hint: 'It is tried again.' });
    this.#fault = fault;
    this.#cancelCalm?.();
    this.#cancelCalm = null;
    if (fault.kind === 'bucket') this.#forgetAll();
    if (this.#cancelPause !== null) return;
    const longestMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#tell(fault);
    this.#cancelPause = this.#needs.clock.after(longestMs * (0.5 + this.#needs.random() / 2), () => {
      this.#cancelPause = null;
      this.#pump();
    });
  }

  /** The bucket is gone, and with it all that was in it: should it come back, everything is stored again. */
  #forgetAll(): void {
    this.#release([...this.#stored, ...this.#documents.keys()]);
    this.#stored.clear();
    for (const document of this.#documents.values()) document.text = null;
    this.#markStale();
  }

  #tell(fault: BucketFault): void {
    if (this.trouble?.kind === fault.kind || this.#failures < (this.trouble === null ? TOLD_AFTER_FAILURES : 1)) return;
    const words = `Nothing can be stored in the S3 bucket; viewers get everything from here meanwhile. ${fault.words}`;
    this.#needs.log.warn({ place: this.id, kind: fault.kind, code: 'BUCKET_UNAVAILABLE' }, words);
    this.trouble = { kind: fault.kind, words };
    this.troubleSinceWallMs ??= this.#needs.clock.wallMs();
  }

  #markStale(): void {
    for (const document of this.#documents.values()) document.isStale = true;
  }

  /** Before it is written, so that a crash in between leaves nothing behind that nobody knows of. */
  #note(key: string): void {
    if (this.#noted.has(key)) return;
    this.#inLedger(() => {
      this.#needs.ledger.note(this.id, [key], this.#tags.get(key) ?? null);
      this.#noted.add(key);
    });
  }

  #release(names: readonly string[]): void {
    const keys = names.map((name) => this.keyOf(name));
    const untilWallMs = this.#needs.clock.wallMs() + Math.max(LEAST_STAY_MS, this.#needs.stayMs());
    this.#inLedger(() => {
      // What could not be noted on a full disk is noted now, or stays in the bucket.
      for (const key of keys.filter((one) => !this.#noted.has(one))) {
        this.#needs.ledger.note(this.id, [key], this.#tags.get(key) ?? null);
      }
      this.#needs.ledger.release(this.id, keys, untilWallMs);
      for (const key of keys) this.#noted.delete(key);
    });
  }

  /** A disk that fails costs the record, never the live window. */
  #inLedger(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#needs.log.warn({ error: String(error) }, 'What lies in the bucket could not be written down.');
    }
  }
}
