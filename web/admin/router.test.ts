import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPlace, Router } from './router.ts';

/** A browser's history: a list of entries, of which one is shown. */
class FakeHistory {
  readonly entries: { address: string; state: unknown }[];
  at = 0;
  onMove: () => void = () => undefined;

  constructor(address: string) {
    this.entries = [{ address, state: null }];
  }

  get state(): unknown {
    return this.entries[this.at]?.state;
  }

  pushState(state: unknown, _title: string, address?: string | URL | null): void {
    this.entries.splice(this.at + 1, Infinity, { address: String(address), state });
    this.at += 1;
  }

  replaceState(state: unknown, _title: string, address?: string | URL | null): void {
    this.entries[this.at] = { address: String(address ?? this.address), state };
  }

  go(delta = 0): void {
    this.at = Math.max(0, Math.min(this.entries.length - 1, this.at + delta));
    this.onMove();
  }

  get address(): string {
    return this.entries[this.at]?.address ?? '';
  }
}

function routerAt(address: string, mayLeave: () => Promise<boolean> = () => Promise.resolve(true)) {
  const history = new FakeHistory(address);
  const url = () => new URL(history.address, 'https://tv.example.org');
  const location = {
    get pathname() {
      return url().pathname;
    },
    get hash() {
      return url().hash;
    },
  };
  const router = new Router({ history, location, mayLeave });
  let followed: Promise<void> = Promise.resolve();
  history.onMove = () => void (followed = router.follow());
  /** Presses Back or Forward, and waits until the studio has followed. */
  const move = async (delta: number): Promise<void> => {
    history.go(delta);
    await followed;
  };
  return { router, history, move };
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
    const { router, history } = routerAt('/admin/server', () => Promise.resolve(may));
    assert.equal(await router.go('chat/emoji'), false);
    assert.equal(router.page.value, 'server');
    may = true;
    assert.equal(await router.go('chat/emoji'), true);
    assert.deepEqual([router.page.value, router.rest.value], ['chat', 'emoji']);
    assert.deepEqual(
      history.entries.map((entry) => entry.address),
      ['/admin/server', '/admin/chat/emoji'],
    );
  });

  it('asks nothing for another part of the same page', async () => {
    const { router } = routerAt('/admin/chat', () => Promise.resolve(false));
    assert.equal(await router.go('chat/emoji#setting-chat'), true);
    assert.equal(router.anchor.value, 'setting-chat');
  });

  it('is put right again when the browser went back and the page may not be left', async () => {
    let may = true;
    const { router, history, move } = routerAt('/admin/now', () => Promise.resolve(may));
    await router.go('server');
    may = false;
    await move(-1);
    assert.deepEqual([router.page.value, history.address, history.at], ['server', '/admin/server', 1]);
    assert.equal(history.entries.length, 2);
  });

  it('goes back as far as the studio was gone through, and forward again', async () => {
    const { router, history, move } = routerAt('/admin/now');
    for (const page of ['video', 'chat', 'people']) await router.go(page);
    for (const page of ['chat', 'video', 'now']) {
      await move(-1);
      assert.equal(router.page.value, page);
    }
    await move(3);
    assert.deepEqual([router.page.value, history.entries.length], ['people', 4]);
  });

  it('heeds the last press of Back, where a question was open already', async () => {
    const answers: ((may: boolean) => void)[] = [];
    const { router, history, move } = routerAt(
      '/admin/now',
      () => new Promise((resolve) => void answers.push(resolve)),
    );
    const went = async (page: string): Promise<void> => {
      const going = router.go(page);
      answers.pop()?.(true);
      await going;
    };
    await went('video');
    await went('chat');
    const first = move(-1);
    const second = move(-1);
    answers[0]?.(false);
    await first;
    assert.equal(history.address, '/admin/now', 'nothing was put right behind the back of the second');
    answers[1]?.(true);
    await second;
    assert.deepEqual([router.page.value, history.address], ['now', '/admin/now']);
  });
});
