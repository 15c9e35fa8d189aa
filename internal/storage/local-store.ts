import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
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
    await rm(this.#resolve(name), { force: true });
  }

  async clear(): Promise<void> {
    this.#foldersMade.clear();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #resolve(name: string): string {
    if (!isObjectName(name)) throw new RangeError(`"${name}" is not a name for a stored file`);
    return join(this.#directory, name);
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#foldersMade.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.#foldersMade.add(folder);
  }
}
