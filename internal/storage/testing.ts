import type { ObjectLedger } from './object-ledger.ts';
import { BucketFault, type FaultKind, type RemoteBucket, type RemoteObject } from './remote-bucket.ts';

/** A bucket in memory that fails at will. */
export class MemoryBucket implements RemoteBucket {
  readonly objects = new Map<string, string>();
  /** What was done, in its order. */
  readonly history: string[] = [];
  fault: FaultKind | null = null;
  /** While set, what is put arrives and the answer does not. */
  losesAnswers = false;
  /** Keys that are not let be seen, as by one who may not list the bucket and asks for what is not there. */
  readonly hidden = new Set<string>();
  /** While set, every call waits for it. */
  gate: Promise<void> = Promise.resolve();
  isClosed = false;

  async put(key: string, object: RemoteObject): Promise<string> {
    await this.#attempt();
    this.objects.set(key, object.bytes.toString());
    this.history.push(`put ${key}`);
    if (this.losesAnswers) throw new BucketFault('busy', { message: 'No answer came.', hint: 'Wait.' });
    return `"${object.bytes.toString()}"`;
  }

  async remove(key: string): Promise<void> {
    await this.#attempt();
    this.objects.delete(key);
    this.history.push(`remove ${key}`);
  }

  async entityTag(key: string): Promise<string | null> {
    await this.#attempt();
    if (this.hidden.has(key)) throw new BucketFault('permission', { message: 'No.', hint: 'Wait.' });
    const text = this.objects.get(key);
    return text === undefined ? null : `"${text}"`;
  }

  close(): void {
    this.isClosed = true;
  }

  async #attempt(): Promise<void> {
    await this.gate;
    if (this.fault !== null) throw new BucketFault(this.fault, { message: 'It failed.', hint: 'Wait.' });
  }
}

interface Row {
  readonly place: string;
  readonly key: string;
  entityTag: string | null;
  removeAfterWallMs: number | null;
}

/** The record in memory, with the database's meaning; it throws while the disk is full. */
export class MemoryLedger implements ObjectLedger {
  readonly rows = new Map<string, Row>();
  isDiskFull = false;

  note(place: string, keys: readonly string[], entityTag: string | null): void {
    this.#write();
    for (const key of keys) {
      const known = this.rows.get(`${place} ${key}`);
      this.rows.set(`${place} ${key}`, { place, key, entityTag, ...known, removeAfterWallMs: null });
    }
  }

  tag(place: string, key: string, entityTag: string): void {
    this.#write();
    const row = this.rows.get(`${place} ${key}`);
    if (row !== undefined) row.entityTag = entityTag;
  }

  release(place: string, keys: readonly string[], wallMs: number): void {
    this.#write();
    for (const key of keys) {
      const row = this.rows.get(`${place} ${key}`);
      if (row !== undefined) row.removeAfterWallMs = wallMs;
    }
  }

  releaseAll(wallMs: number): void {
    this.#write();
    for (const row of this.rows.values()) row.removeAfterWallMs = Math.min(row.removeAfterWallMs ?? wallMs, wallMs);
  }

  due(place: string, wallMs: number, limit: number): readonly Row[] {
    const isDue = (row: Row) =>
      row.place === place && row.removeAfterWallMs !== null && row.removeAfterWallMs <= wallMs;
    return [...this.rows.values()].filter(isDue).slice(0, limit);
  }

  forget(place: string, keys: readonly string[]): void {
    this.#write();
    for (const key of keys) this.rows.delete(`${place} ${key}`);
  }

  count(place: string): number {
    return [...this.rows.values()].filter((row) => row.place === place).length;
  }

  countElsewhere(place: string): number {
    return this.rows.size - this.count(place);
  }

  #write(): void {
    if (this.isDiskFull) throw new Error('no space');
  }
}
