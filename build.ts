import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleLauncher, bundleServer } from './cmd/build/bundle.ts';
import { buildExecutable } from './cmd/build/executable.ts';
import { renderNotices } from './cmd/build/notices.ts';
import { buildWeb, buildWorkers } from './cmd/build/web.ts';

const rootDirectory = import.meta.dirname;
const outputFile = join(rootDirectory, 'out', 'aerial');

/** `node build.ts` makes out/aerial; `node build.ts web` only what runs in browsers and in threads, in out/assets and out/workers. */
async function main(target: string): Promise<void> {
  const startedMs = performance.now();
  const web = await buildWeb(rootDirectory);
  const workers = await buildWorkers(rootDirectory);
  if (target === 'web') return;
  if (target !== 'all') throw new Error(`There is no target "${target}"; say web, or nothing for the executable.`);

  const server = await bundleServer(rootDirectory);
  const notices = await renderNotices({
    rootDirectory,
    packages: [...web.packages, ...workers.packages, ...server.packages],
  });
  await writeIfChanged(join(rootDirectory, 'THIRD-PARTY-NOTICES'), notices);
  const launcher = await bundleLauncher(rootDirectory);
  const bytes = await buildExecutable({ rootDirectory, launcher, serverScript: server.script, outputFile });

  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`Built ${outputFile}: ${(bytes / 1e6).toFixed(1)} MB in ${seconds} s.`);
}

async function writeIfChanged(file: string, text: string): Promise<void> {
  const present = await readFile(file, 'utf8').catch(() => null);
  if (present !== text) await writeFile(file, text);
}

await main(process.argv[2] ?? 'all');
