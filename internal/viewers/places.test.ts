import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openAssets } from '../platform/assets.ts';
import { silentLogger } from '../platform/log.ts';
import { openCountryLookup } from './country-lookup.ts';
import { Places } from './places.ts';

function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'aerial-places-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const assets = { bytes: (name: string) => Buffer.from(`table ${name}`) };

describe('Places', () => {
  it('know countries from the tables that travel with Aerial, IPv4 and IPv6', async (t) => {
    const directory = temporaryDirectory(t);
    const places = new Places({ assets: openAssets(), directory, open: openCountryLookup, log: silentLogger });
    const us = { countryCode: 'US', regionName: 'Unknown', timeZone: '' };
    assert.deepEqual(await places.of('8.8.8.8'), us);
    assert.equal((await places.of('2001:4860:4860::8888'))?.countryCode, 'US');
    assert.equal(await places.of('192.168.1.7'), null);
    assert.equal(await places.of('fd00::1'), null);
    assert.equal(await places.of('unknown'), null);
    const [folder = ''] = readdirSync(directory);
    assert.deepEqual(readdirSync(join(directory, folder)).toSorted(), ['geoip-country.dat', 'geoip-country6.dat']);
  });

  it('name this machine without loading anything', async (t) => {
    const open = () => assert.fail('nothing is to be loaded');
    const places = new Places({ assets, directory: temporaryDirectory(t), open, log: silentLogger });
    for (const address of ['127.0.0.1', '127.9.9.9', '::1']) {
      assert.deepEqual(await places.of(address), { countryCode: 'N/A', regionName: 'Localhost', timeZone: '' });
    }
  });

  it('load once, also for many questions at once, and remember answers', async (t) => {
    let loads = 0;
    let questions = 0;
    const places = new Places({
      assets,
      directory: temporaryDirectory(t),
      open: () => {
        loads += 1;
        return Promise.resolve(() => (questions++, 'FR'));
      },
      log: silentLogger,
    });
    await Promise.all(['1.1.1.1', '2.2.2.2', '3.3.3.3'].map((address) => places.of(address)));
    await places.of('1.1.1.1');
    assert.deepEqual([loads, questions], [1, 3]);
  });

  it('keep the tables for the next start, and clear away those of another version', async (t) => {
    const directory = temporaryDirectory(t);
    const folders: string[] = [];
    mkdirSync(join(directory, 'older'));
    writeFileSync(join(directory, 'older', 'geoip-country.dat'), 'old');
    for (let start = 0; start < 2; start++) {
      const open = (folder: string) => (folders.push(folder), Promise.resolve(() => null));
      await new Places({ assets, directory, open, log: silentLogger }).of('1.1.1.1');
    }
    assert.equal(folders[0], folders[1]);
    assert.equal(readdirSync(directory).length, 1);
    assert.equal(readFileSync(join(folders[0] ?? '', 'geoip-country.dat'), 'utf8'), 'table geo/geoip-country.dat');
  });

  it('list viewers without a country when the tables cannot be written, and say so once', async (t) => {
    const file = join(temporaryDirectory(t), 'file');
    writeFileSync(file, '');
    let warnings = 0;
    const log = { ...silentLogger, warn: () => void warnings++ };
    const places = new Places({ assets, directory: join(file, 'geo'), open: openCountryLookup, log });
    assert.equal(await places.of('8.8.8.8'), null);
    assert.equal(await places.of('9.9.9.9'), null);
    assert.equal(warnings, 1);
  });
});
