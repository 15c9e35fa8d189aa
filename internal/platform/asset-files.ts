import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where an asset's name begins, and the folder of a clone that holds its file. */
const folders: readonly { readonly prefix: string; readonly folder: string; readonly ending: string }[] = [
  { prefix: 'assets/', folder: 'out/assets', ending: '' },
  { prefix: 'workers/', folder: 'out/workers', ending: '.gz' },
  { prefix: 'static/', folder: 'static', ending: '' },
  { prefix: 'img/platformlogos/', folder: 'out/platform-logos', ending: '.svg' },
  { prefix: 'migrations/', folder: 'internal/store/migrations', ending: '.sql' },
];

/** Assets that are one file each. The add-on's is the prebuilt one for glibc on this processor. */
const singleFiles: Readonly<Record<string, string>> = {
  'native/better_sqlite3.node': `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
  'geo/geoip-country.dat': 'node_modules/geoip-lite/data/geoip-country.dat',
  'geo/geoip-country6.dat': 'node_modules/geoip-lite/data/geoip-country6.dat',
  'package.json': 'package.json',
  'legal/LICENSE': 'LICENSE',
  'legal/THIRD-PARTY-NOTICES': 'THIRD-PARTY-NOTICES',
};

/**
 * Every asset of a clone: its name to its file, absolute. The build packs exactly these, so that the executable and
 * a clone answer to the same names.
 */
export function listAssetFiles(rootDirectory: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const { prefix, folder, ending } of folders) {
    for (const path of listFolder(join(rootDirectory, folder))) {
      if (path.endsWith(ending)) files.set(prefix + path, join(rootDirectory, folder, path));
    }
  }
  for (const [name, path] of Object.entries(singleFiles)) {
    const file = join(rootDirectory, path);
    if (existsSync(file)) files.set(name, file);
  }
  return files;
}

function listFolder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}
