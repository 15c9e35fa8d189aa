import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../platform/log.ts';
import { type CountryLookup, countryTables } from './country-lookup.ts';

/** Where somebody is, in the shape of Owncast's clients. Countries are all that is known, so that the rest says so. */
export interface Place {
  readonly countryCode: string;
  readonly regionName: string;
  readonly timeZone: string;
}

export interface PlacesNeeds {
  /** The packed tables: asset `geo/<table>`. */
  readonly assets: { bytes(name: string): Buffer };
  /** Where they are kept as files, for the library that reads them. */
  readonly directory: string;
  readonly open: (directory: string) => Promise<CountryLookup>;
  readonly log: Logger;
}

/** Addresses whose place is remembered. */
const MAX_REMEMBERED = 10_000;

const here: Place = { countryCode: 'N/A', regionName: 'Localhost', timeZone: '' };

/** Tells from an address which country it belongs to. Nothing is loaded before the first question; addresses never leave the memory. */
export class Places {
  readonly #needs: PlacesNeeds;
  readonly #remembered = new Map<string, Place | null>();
  #lookup: Promise<CountryLookup> | null = null;

  constructor(needs: PlacesNeeds) {
    this.#needs = needs;
  }

  /** Null when it is not known, as for private addresses. */
  async of(address: string): Promise<Place | null> {
    if (isLoopback(address)) return here;
    const known = this.#remembered.get(address);
    if (known !== undefined) return known;
    this.#lookup ??= this.#load();
    const country = (await this.#lookup)(address);
    const place = country === null ? null : { countryCode: country, regionName: 'Unknown', timeZone: '' };
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(address, place);
    return place;
  }

  async #load(): Promise<CountryLookup> {
    const { assets, directory, open, log } = this.#needs;
    try {
      const tables = countryTables.map((name) => ({ name, bytes: assets.bytes(`geo/${name}`) }));
      return await open(await keepTables(tables, directory));
    } catch (error) {
      log.warn({ error: String(error) }, 'The tables of countries cannot be read: viewers are listed without theirs.');
      return () => null;
    }
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** Writes the tables into a folder of their content's hash unless they are there from last time, and clears away those of other versions. */
async function keepTables(
  tables: readonly { readonly name: string; readonly bytes: Buffer }[],
  directory: string,
): Promise<string> {
  const hash = createHash('sha256');
  for (const { bytes } of tables) hash.update(bytes);
  const title = hash.digest('hex').slice(0, 16);
  const folder = join(directory, title);
  const present = await Promise.all(tables.map(({ name, bytes }) => hasSize(join(folder, name), bytes.length)));
  if (present.every(Boolean)) return folder;

  const unfinished = `${folder}.${process.pid}`;
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    for (const { name, bytes } of tables) await writeFile(join(unfinished, name), bytes, { mode: 0o600 });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  for (const other of await readdir(directory)) {
    if (other !== title) await rm(join(directory, other), { recursive: true, force: true });
  }
  return folder;
}

async function hasSize(file: string, bytes: number): Promise<boolean> {
  try {
    return (await stat(file)).size === bytes;
  } catch {
    return false;
  }
}
