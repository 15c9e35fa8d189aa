import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { bundleForBrowsers } from './bundle.ts';
import { pageEntryPoints } from './web.ts';

const rootDirectory = new URL('../..', import.meta.url).pathname;

/** Kilobytes of all scripts of a page as the server sends them, by the file that each was made from. */
async function scriptsOf(page: keyof typeof pageEntryPoints): Promise<{ name: string; kilobytes: number }[]> {
  const bundle = await bundleForBrowsers({
    rootDirectory,
    entryPoints: pageEntryPoints[page],
    outputDirectory: `${rootDirectory}out/budget`,
  });
  return bundle.files
    .filter(({ path }) => path.endsWith('.js'))
    .map(({ path, bytes }) => ({
      name: path.replace(/.*\/(.*)\.\w+\.js$/, '$1'),
      kilobytes: gzipSync(bytes, { level: 9 }).length / 1000,
    }));
}

const sum = (scripts: readonly { kilobytes: number }[]): number =>
  scripts.reduce((total, { kilobytes }) => total + kilobytes, 0);

describe('What a browser has to fetch, compressed', () => {
  it('is below 60 kB of scripts for the channel’s page with its chat, and below 160 kB for its player', async () => {
    const scripts = await scriptsOf('channel');
    const player = scripts.filter(({ name }) => name === 'hls-engine');
    const page = scripts.filter(({ name }) => name !== 'hls-engine');
    assert.equal(player.length, 1);
    assert.ok(sum(page) < 60, JSON.stringify(page));
    assert.ok(sum(player) < 160, JSON.stringify(player));
  });

  it('is below 150 kB of scripts for the studio with all of its pages', async () => {
    const scripts = await scriptsOf('studio');
    assert.ok(sum(scripts) < 150, JSON.stringify(scripts));
  });
});
