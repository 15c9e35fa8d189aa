import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPlace, Router } from './router.ts';

function routerAt(address: string, mayLeave: () => Promise<boolean> = () => Promise.resolve(true)) {
  const url = new URL(address, 'https://tv.example.org');
  const location = { pathname: url.pathname, hash: url.hash };
  const written: string[] = [];
  const note = (_data: unknown, _title: string, to?: string | URL | null) => void written.push(String(to));
  const router = new Router({ history: { pushState: note, replaceState: note }, location, mayLeave });
  return { router, location, written };
}

describe('The address of the studio', () => {
  it('names a page, a part of it and a setting there', () => {
    assert.deepEqual(readPlace('/admin/chat/emoji', '#setting-tags'), {
      page: 'chat',
      rest: 'emoji',
      anchor: 'setting-tags',
    });
    assert.deepEqual(readPlace('/admin', ''), { page: '', rest: '', anchor: '' });
    assert.deepEqual(readPlace('/admin/now/', '#%'), { page: 'now', rest: '', anchor: '' });
  });

  it('changes with the page, and only when the page may be left', async () => {
    let may = false;
    const { router, written } = routerAt('/admin/server', () => Promise.resolve(may));
    assert.equal(await router.go('chat/emoji'), false);
    assert.equal(router.page.value, 'server');
    may = true;
    assert.equal(await router.go('chat/emoji'), true);
    assert.deepEqual([router.page.value, router.rest.value], ['chat', 'emoji']);
    assert.deepEqual(written, ['/admin/chat/emoji']);
  });

  it('asks nothing for another part of the same page', async () => {
    const { router } = routerAt('/admin/chat', () => Promise.resolve(false));
    assert.equal(await router.go('chat/emoji#setting-chat'), true);
    assert.equal(router.anchor.value, 'setting-chat');
  });

  it('is put right again when the browser went back and the page may not be left', async () => {
    const { router, location, written } = routerAt('/admin/server', () => Promise.resolve(false));
    location.pathname = '/admin/now';
    await router.follow();
    assert.equal(router.page.value, 'server');
    assert.deepEqual(written, ['/admin/server']);
  });
});
