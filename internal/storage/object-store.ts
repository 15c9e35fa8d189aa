/** A place for named, immutable files. Names are relative, with `/` between folders, of `[A-Za-z0-9._-]` only. */
export interface ObjectStore {
  /** Stores `bytes` under `name`, whole or not at all. Rejects with the system's error (`ENOSPC`, …). */
  put(name: string, bytes: Buffer): Promise<void>;
  /** Removes `name`; a name that is not there is no error. */
  remove(name: string): Promise<void>;
  /** Removes everything that an earlier run left behind. */
  clear(): Promise<void>;
}

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,4}$/;

/** Whether `name` may be used with an `ObjectStore`: no empty, hidden, absolute or climbing part. */
export function isObjectName(name: string): boolean {
  return name.length <= 200 && NAME.test(name);
}
