import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { bundleServer, bundleWorkers } from '../../cmd/build/bundle.ts';
import { renderNotices } from '../../cmd/build/notices.ts';
import { bundlePages } from '../../cmd/build/web.ts';
import { rootDirectory } from './sources.ts';

it('THIRD-PARTY-NOTICES names what the build puts into the executable', async () => {
  const bundles = await Promise.all([
    bundlePages(rootDirectory),
    bundleWorkers(rootDirectory),
    bundleServer(rootDirectory),
  ]);
  const expected = await renderNotices({ rootDirectory, packages: bundles.flatMap(({ packages }) => packages) });
  const actual = readFileSync(join(rootDirectory, 'THIRD-PARTY-NOTICES'), 'utf8');
  assert.ok(actual === expected, 'it is out of date: `npm run build` writes it');
});
