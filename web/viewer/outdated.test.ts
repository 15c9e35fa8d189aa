import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renewOutdated } from './outdated.ts';

const pageWith = (script: string) =>
  new Response(`<!doctype html><head><script type="module" src="${script}"></script></head>`);

async function reloadsAfter(answer: () => Response | Promise<Response>): Promise<number> {
  let reloads = 0;
  await renewOutdated({
    fetch: () => Promise.resolve(answer()),
    page: 'https://tv.example/',
    script: '/assets/viewer.A.js',
    reload: () => (reloads += 1),
  });
  return reloads;
}

test('a page is loaded anew where the server has another version of it, and for nothing else', async () => {
  assert.equal(await reloadsAfter(() => pageWith('/assets/viewer.B.js')), 1);
  assert.equal(await reloadsAfter(() => pageWith('/assets/viewer.A.js')), 0);
  assert.equal(await reloadsAfter(() => new Response('<h1>Sign in to this network</h1>')), 0);
  assert.equal(await reloadsAfter(() => new Response('Bad gateway', { status: 502 })), 0);
  assert.equal(await reloadsAfter(() => Promise.reject(new TypeError('no network'))), 0);
});
