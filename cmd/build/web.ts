import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { bundleForBrowsers, type BrowserBundle } from './bundle.ts';

/** The URLs that the channel's page needs, as it finds them in `assets/manifest.json`. */
export interface PageManifest {
  readonly viewerScript: string;
  readonly viewerStyle: string;
  /** The player's own chunk, fetched once the page stands. */
  readonly playerScript: string;
  /** What those two import at once. */
  readonly sharedScripts: readonly string[];
}

const entryPoints = { viewer: 'web/viewer/main.tsx', 'viewer-style': 'web/viewer/main.css' };
const assetsFolder = 'out/assets';
const playerEntry = 'web/viewer/player/hls-engine.ts';

/** Bundles the pages' scripts and styles in memory. */
export function bundlePages(rootDirectory: string): Promise<BrowserBundle> {
  return bundleForBrowsers({ rootDirectory, entryPoints, outputDirectory: join(rootDirectory, assetsFolder) });
}

/**
 * Bundles the pages' scripts and styles into `out/assets` under names that carry their content's hash, with
 * `manifest.json` beside them. A file that has not changed is left alone; what no page names any more is removed.
 */
export async function buildWeb(rootDirectory: string): Promise<{ packages: readonly string[] }> {
  const folder = join(rootDirectory, assetsFolder);
  const bundle = await bundlePages(rootDirectory);
  const manifest = describePage(bundle);
  const files = new Map(bundle.files.map(({ path, bytes }) => [relative(folder, path), bytes]));
  files.set('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  await bringFolderTo(folder, files);
  return { packages: bundle.packages };
}

/** Finds the page's files among the bundler's outputs; throws when one is not there. */
export function describePage(bundle: Pick<BrowserBundle, 'outputs'>): PageManifest {
  const find = (source: string): BrowserBundle['outputs'][number] => {
    const output = bundle.outputs.find(({ entryPoint }) => entryPoint === source);
    if (output === undefined) throw new Error(`The bundle has no output for ${source}.`);
    return output;
  };
  const script = find(entryPoints.viewer);
  const player = find(playerEntry);
  const shared = new Set([...script.staticImports, ...player.staticImports]);
  shared.delete(script.path);
  return {
    viewerScript: toUrl(script.path),
    viewerStyle: toUrl(find(entryPoints['viewer-style']).path),
    playerScript: toUrl(player.path),
    sharedScripts: [...shared].map(toUrl).toSorted(),
  };
}

function toUrl(path: string): string {
  return `/assets/${basename(path)}`;
}

async function bringFolderTo(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of files) {
    const file = join(folder, name);
    const present = await readFile(file).catch(() => null);
    if (present === null || !present.equals(bytes)) await writeFile(file, bytes);
  }
  for (const name of await readdir(folder)) {
    if (!files.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}
