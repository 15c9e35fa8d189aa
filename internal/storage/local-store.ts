import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { isObjectName, type ObjectStore } from './object-store.ts';

/** Files in one folder of the local disk, which belongs to the store alone. */
export class LocalStore implements ObjectStore {
  readonly #directory: string;
  readonly #foldersMade = new Set<string>();

  constructor(needs: { directory: string }) {
    this.#directory = needs.directory;
  }

  async put(name: string, bytes: Buffer): Promise<void> {
    const file = this.#resolve(name);
    await this.#makeFolder(dirname(file));
    const partial = `${file}.partial`;
    try {
      await writeFile(partial, bytes);
      await rename(partial, file);
    } catch (error) {
      this.#foldersMade.clear();
      await rm(partial, { force: true }).catch(() => {});
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    const file = this.#resolve(name);
    await rm(file, { force: true });
    await this.#removeEmpty(dirname(file));
  }

  async clear(): Promise<void> {
    this.#foldersMade.clear();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #resolve(name: string): string {
    if (!isObjectName(name)) throw new RangeError(`"${name}" is not a name for a stored file`);
    return join(this.#directory, name);
  }

  /** Folders that the last file has left, so that a broadcast that is over leaves none. */
  async #removeEmpty(folder: string): Promise<void> {
    if (folder === this.#directory) return;
    const wasEmpty = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!wasEmpty) return;
    this.#foldersMade.delete(folder);
    await this.#removeEmpty(dirname(folder));
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#foldersMade.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.#foldersMade.add(folder);
  }
}
