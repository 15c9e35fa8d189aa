import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleForBrowsers, type BrowserBundle, bundleWorkers } from './bundle.ts';
import { drawPlatformLogos } from './platform-logos.ts';
import { drawWorldMap } from './world-map.ts';

/** The URLs that the pages need, as it finds them in `assets/manifest.json`. */
export interface PageManifest {
  readonly viewerScript: string;
  readonly viewerStyle: string;
  /** The player's own chunk, fetched once the page stands. */
  readonly playerScript: string;
  /** What those two import at once. */
  readonly sharedScripts: readonly string[];
  /** Of the pages that are the chat alone. */
  readonly chatScript: string;
  /** Of the page of what is planned. */
  readonly scheduleScript: string;
  /** The service worker that shows notices. */
  readonly workerScript: string;
  readonly setupScript: string;
  readonly setupStyle: string;
  /** Of the studio; its pages are chunks that it fetches by itself. */
  readonly adminScript: string;
  readonly adminStyle: string;
  /** The map of the world, as JSON; the studio fetches it where it shows one. */
  readonly worldMap: string;
}

const channelPage = { viewer: 'web/viewer/main.tsx', 'viewer-style': 'web/viewer/main.css' };
const chatPage = { chat: 'web/viewer/chat-page.tsx' };
const studioPage = { admin: 'web/admin/main.tsx', 'admin-style': 'web/admin/main.css' };
const schedulePage = { schedule: 'web/viewer/schedule/main.ts' };
const workerPage = { worker: 'web/worker/main.ts' };
const setupPage = { setup: 'web/setup/main.ts', 'setup-style': 'web/setup/main.css' };
const assetsFolder = 'out/assets';
const workersFolder = 'out/workers';
const platformLogosFolder = 'out/platform-logos';
const playerEntry = 'web/viewer/player/hls-engine.ts';

/** What each page is made of, by its name. */
export const pageEntryPoints = {
  channel: channelPage,
  chat: chatPage,
  schedule: schedulePage,
  worker: workerPage,
  setup: setupPage,
  studio: studioPage,
} as const;

/** Bundles the pages' scripts and styles in memory, each page by itself, so that none fetches more pieces for the sake of another. */
export async function bundlePages(rootDirectory: string): Promise<BrowserBundle> {
  const outputDirectory = join(rootDirectory, assetsFolder);
  const bundles = await Promise.all(
    Object.values(pageEntryPoints).map((entryPoints) =>
      bundleForBrowsers({ rootDirectory, entryPoints, outputDirectory }),
    ),
  );
  return {
    files: bundles.flatMap(({ files }) => files),
    outputs: bundles.flatMap(({ outputs }) => outputs),
    // The icons of platforms are drawn of that package's marks, and the map of the world of that one's outlines, so that they are in the executable too.
    packages: [...new Set([...bundles.flatMap(({ packages }) => packages), 'simple-icons', 'world-atlas'])].toSorted(),
  };
}

/**
 * Bundles the pages' scripts and styles into `out/assets` under names that carry their content's hash, with
 * `manifest.json` beside them, and draws the icons of platforms into `out/platform-logos`. A file that has not changed
 * is left alone; what no page names any more is removed.
 */
export async function buildWeb(rootDirectory: string): Promise<{ packages: readonly string[] }> {
  const folder = join(rootDirectory, assetsFolder);
  const bundle = await bundlePages(rootDirectory);
  const map = JSON.stringify(drawWorldMap());
  const mapFile = `world-map.${createHash('sha256').update(map).digest('hex').slice(0, 8)}.json`;
  const manifest: PageManifest = { ...describePage(bundle), worldMap: toUrl(mapFile) };
  const files = new Map(bundle.files.map(({ path, bytes }) => [relative(folder, path), bytes]));
  files.set(mapFile, Buffer.from(map));
  files.set('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  await bringFolderTo(folder, files);
  await bringFolderTo(join(rootDirectory, platformLogosFolder), drawPlatformLogos());
  return { packages: bundle.packages };
}

/** Bundles the scripts of threads into `out/workers`. */
export async function buildWorkers(rootDirectory: string): Promise<{ packages: readonly string[] }> {
  const { files, packages } = await bundleWorkers(rootDirectory);
  await bringFolderTo(
    join(rootDirectory, workersFolder),
    new Map(files.map(({ name, script }) => [`${name}.gz`, gzipSync(script, { level: 9 })])),
  );
  return { packages };
}

/** Finds the page's files among the bundler's outputs; throws when one is not there. */
export function describePage(bundle: Pick<BrowserBundle, 'outputs'>): Omit<PageManifest, 'worldMap'> {
  const find = (source: string): BrowserBundle['outputs'][number] => {
    const output = bundle.outputs.find(({ entryPoint }) => entryPoint === source);
    if (output === undefined) throw new Error(`The bundle has no output for ${source}.`);
    return output;
  };
  const script = find(channelPage.viewer);
  const player = find(playerEntry);
  const shared = new Set([...script.staticImports, ...player.staticImports]);
  shared.delete(script.path);
  return {
    viewerScript: toUrl(script.path),
    viewerStyle: toUrl(find(channelPage['viewer-style']).path),
    playerScript: toUrl(player.path),
    sharedScripts: [...shared].map(toUrl).toSorted(),
    chatScript: toUrl(find(chatPage.chat).path),
    scheduleScript: toUrl(find(schedulePage.schedule).path),
    workerScript: toUrl(find(workerPage.worker).path),
    setupScript: toUrl(find(setupPage.setup).path),
    setupStyle: toUrl(find(setupPage['setup-style']).path),
    adminScript: toUrl(find(studioPage.admin).path),
    adminStyle: toUrl(find(studioPage['admin-style']).path),
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
