import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getAssetKeys, getRawAsset, isSea } from 'node:sea';
import { listAssetFiles } from './asset-files.ts';
import { AerialError } from './errors.ts';

/**
 * The files that travel with Aerial: pages, icons, SQL, the database add-on. Read by name, the same in the
 * executable as in a clone; only exact names exist, so a name from the network is safe to ask for.
 */
export interface Assets {
  has(name: string): boolean;
  /** The asset as UTF-8; throws `ASSET_MISSING`. */
  text(name: string): string;
  /** The asset's bytes, never to be written into: in the executable they are its own pages. Throws `ASSET_MISSING`. */
  bytes(name: string): Buffer;
  /** Sorted names that begin with `prefix`. */
  names(prefix: string): string[];
  /** The asset's path on disk in a clone; null inside the executable. */
  file(name: string): string | null;
}

/** The assets of the running program. */
export function openAssets(): Assets {
  return isSea() ? new PackedAssets() : new FolderAssets(join(import.meta.dirname, '..', '..'));
}

/** The assets of a clone, looked up afresh each time so that a rebuilt page shows without a restart. */
export class FolderAssets implements Assets {
  readonly #rootDirectory: string;

  constructor(rootDirectory: string) {
    this.#rootDirectory = rootDirectory;
  }

  has(name: string): boolean {
    return this.file(name) !== null;
  }

  text(name: string): string {
    return this.bytes(name).toString('utf8');
  }

  bytes(name: string): Buffer {
    const file = this.file(name);
    if (file === null) throw missing(name);
    return readFileSync(file);
  }

  names(prefix: string): string[] {
    return [...listAssetFiles(this.#rootDirectory).keys()].filter((name) => name.startsWith(prefix)).toSorted();
  }

  file(name: string): string | null {
    return listAssetFiles(this.#rootDirectory).get(name) ?? null;
  }
}

class PackedAssets implements Assets {
  readonly #names = new Set(getAssetKeys());

  has(name: string): boolean {
    return this.#names.has(name);
  }

  text(name: string): string {
    return this.bytes(name).toString('utf8');
  }

  bytes(name: string): Buffer {
    if (!this.has(name)) throw missing(name);
    return Buffer.from(getRawAsset(name));
  }

  names(prefix: string): string[] {
    return [...this.#names].filter((name) => name.startsWith(prefix)).toSorted();
  }

  file(): null {
    return null;
  }
}

function missing(name: string): AerialError {
  return new AerialError('ASSET_MISSING', {
    message: `A file that belongs to Aerial is not there: ${name}.`,
    hint: 'In a clone run `npm run build:web`; if this is the executable, fetch it again, since it is damaged.',
  });
}
