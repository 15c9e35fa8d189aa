import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import type { WatchedPage, WatchNeeds } from '../peers/browser.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';

const PASSWORD = 'a password for tests';
const credentials = `Basic ${btoa(`admin:${PASSWORD}`)}`;
const PATIENCE = { timeoutMs: 20_000, everyMs: 250 };

class ChatStage {
  readonly stage: Stage;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  static async set(t: TestContext): Promise<ChatStage> {
    const stage = await Stage.set(t, { environment: { AERIAL_ADMIN_PASSWORD: PASSWORD, AERIAL_LADDER: 'off' } });
    await stage.publishWithFfmpeg();
    return new ChatStage(stage);
  }

  /** Calls the API as the admin. */
  async ask(path: string, body?: object): Promise<unknown> {
    const answer = await fetch(this.stage.aerial.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: credentials, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5000),
    });
    assert.equal(answer.status, 200, path);
    return answer.json();
  }

  /** Opens the channel's page under a name, and waits until one can write there. */
  async enter(name: string, screen: WatchNeeds['screen'] = 'desktop'): Promise<WatchedPage> {
    const watched = await this.stage.watch({ screen, url: `${this.stage.aerial.url}/?displayname=${name}` });
    await watched.page.locator('.chat-composer:not([data-obstacle])').waitFor({ timeout: 20_000 });
    return watched;
  }

  async promote(name: string): Promise<void> {
    const { results } = (await this.ask(`/api/admin/users?search=${name}`)) as { results: { id: string }[] };
    await this.ask('/api/admin/chat/users/setmoderator', { userId: results[0]?.id, isModerator: true });
  }
}

const messages = ({ page }: WatchedPage) => page.locator('.chat-log article');
/** The message itself, and not those that answer it. */
const message = (watched: WatchedPage, words: string) =>
  messages(watched).filter({ has: watched.page.locator('.chat-text', { hasText: words }) });
const sees = (watched: WatchedPage, words: string) => message(watched, words).waitFor({ timeout: 20_000 });

/** Writes as a person does. */
async function say(watched: WatchedPage, words: string, shown = words): Promise<void> {
  const box = watched.page.locator('.chat-box');
  await box.fill(words);
  await box.press('Enter');
  await sees(watched, shown);
  assert.equal(await box.inputValue(), '');
}

/** Opens what can be done with a message, with the keyboard, and presses one of the buttons. */
async function deal(watched: WatchedPage, words: string, deed: string): Promise<void> {
  await message(watched, words).focus();
  await watched.page.keyboard.press('Enter');
  await watched.page.locator('.chat-deeds button', { hasText: deed }).click({ timeout: 5000 });
}

test('two people chat, a third keeps order, and an overlay shows it', async (t) => {
  const chat = await ChatStage.set(t);
  const ann = await chat.enter('Ann');
  const bob = await chat.enter('Bob', 'phone');
  const mod = await chat.enter('Mona');
  const overlay = await chat.stage.watch({ url: `${chat.stage.aerial.url}/embed/chat/readonly?overlay=1&size=28` });

  await say(ann, 'Hello **all**', 'Hello all');
  await sees(bob, 'Hello all');
  await sees(overlay, 'Hello all');
  assert.equal(await message(bob, 'Hello all').locator('strong').textContent(), 'all');
  await say(bob, 'Hi @ann, nice picture');
  await sees(ann, 'nice picture');
  assert.match((await message(ann, 'nice picture').getAttribute('class')) ?? '', /names-me/);
  assert.doesNotMatch((await message(mod, 'nice picture').getAttribute('class')) ?? '', /names-me/);

  await deal(ann, 'nice picture', 'Answer');
  await say(ann, 'Thank you');
  await sees(bob, 'Thank you');
  assert.match((await message(bob, 'Thank you').locator('.chat-quote').textContent()) ?? '', /Bob.*nice picture/);

  await bob.page.locator('.chat-me').click();
  await bob.page.locator('.chat-dialog input.chat-field').fill('Robert');
  await bob.page.locator('.chat-dialog [type=submit]').click();
  await ann.page.locator('.chat-note', { hasText: 'Bob is now Robert' }).waitFor({ timeout: 5000 });
  await bob.page.locator('.chat-me', { hasText: 'Robert' }).waitFor({ timeout: 5000 });

  await chat.promote('Mona');
  await until('the moderator may keep order', () => moderates(mod), PATIENCE);
  await deal(mod, 'Hello all', 'Pin');
  await ann.page.locator('.chat-pinned', { hasText: 'Hello all' }).waitFor({ timeout: 5000 });
  await deal(mod, 'nice picture', 'Hide');
  await message(ann, 'nice picture').waitFor({ state: 'detached', timeout: 5000 });
  assert.match((await message(mod, 'nice picture').textContent()) ?? '', /Hidden from everybody but moderators/);

  await say(bob, 'spam spam spam');
  await sees(overlay, 'spam spam spam');
  await deal(mod, 'spam spam spam', 'Remove from chat');
  await mod.page.locator('.chat-deeds button', { hasText: /^Remove$/ }).click({ timeout: 5000 });
  for (const watched of [ann, overlay]) {
    await message(watched, 'spam spam spam').waitFor({ state: 'detached', timeout: 5000 });
  }
  await bob.page.locator('.chat-status', { hasText: 'You have been removed' }).waitFor({ timeout: 5000 });
  assert.equal(await overlay.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), CLEAR);
  for (const watched of [ann, bob, mod, overlay]) assert.deepEqual(watched.problems, []);
});

const CLEAR = 'rgba(0, 0, 0, 0)';

async function moderates(mod: WatchedPage): Promise<boolean> {
  await message(mod, 'Hello all').focus();
  await mod.page.keyboard.press('Enter');
  const may = await mod.page.locator('.chat-deeds button', { hasText: 'Hide' }).isVisible();
  await mod.page.keyboard.press('Escape');
  return may;
}

test('a page that lost the server is back in the chat by itself, with all that was said', async (t) => {
  const chat = await ChatStage.set(t);
  const ann = await chat.enter('Ann');
  await say(ann, 'before');
  await chat.stage.aerial.kill();
  await ann.page.locator('.chat-status', { hasText: 'Trying again' }).waitFor({ timeout: 20_000 });
  await chat.stage.aerial.restart();
  const isBack = ann.page.locator('.chat-status', { hasNotText: 'Trying again' });
  await isBack.waitFor({ state: 'attached', timeout: 40_000 });
  assert.equal(await message(ann, 'before').count(), 1);
  assert.equal(await ann.page.locator('.chat-me').textContent(), 'Ann');
});

/** Runs in the page. */
function lookAround() {
  const boxOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
  const [stage, column, composer] = [boxOf('.stage'), boxOf('#chat'), boxOf('.chat-composer')];
  return {
    overflow: document.documentElement.scrollWidth > innerWidth,
    isBeside: column.left >= stage.right,
    isBelow: column.top >= stage.bottom,
    canWrite: composer.height > 0 && composer.bottom <= innerHeight + 1,
  };
}

test('the chat is hidden and shown again, switched off everywhere at once, and stays in its place at every width', async (t) => {
  const chat = await ChatStage.set(t);
  const ann = await chat.enter('Ann');
  const { page } = ann;
  for (const width of [360, 768, 1024, 1440]) {
    await page.setViewportSize({ width, height: 1000 });
    const isWide = width >= 1024;
    const wanted = JSON.stringify({ overflow: false, isBeside: isWide, isBelow: !isWide, canWrite: true });
    const look = async () => JSON.stringify(await page.evaluate(lookAround)) === wanted;
    await until(`everything is in its place at ${width} px`, look, PATIENCE);
  }
  await page.locator('.chat-bar button').click();
  await page.locator('#chat').waitFor({ state: 'hidden', timeout: 5000 });
  await page.reload();
  await page.locator('#chat-toggle[aria-pressed="false"]').click({ timeout: 10_000 });
  await page.locator('.chat-composer:not([data-obstacle])').waitFor({ timeout: 20_000 });
  await chat.ask('/api/admin/config/chat/disable', { value: true });
  await page.locator('.chat-status', { hasText: 'switched off' }).waitFor({ timeout: 20_000 });
  const later = await chat.stage.watch();
  await later.page.locator('#player[data-state]').waitFor({ timeout: 10_000 });
  assert.equal(await later.page.locator('#chat').count(), 0);
});

test('other sites show the chat in a frame, where one can write', async (t) => {
  const chat = await ChatStage.set(t);
  const source = `${chat.stage.aerial.url}/embed/chat/readwrite?displayname=Eve`;
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(`<script>onmessage = () => (document.title = 'told')</script>
        <iframe name="chat" width="400" height="600" src="${source}">`),
  );
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.2', resolve));
  t.after(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ann = await chat.enter('Ann');
  const site = await chat.stage.watch({ url: `http://127.0.0.2:${port}/` });
  const frame = site.page.frameLocator('iframe');
  await frame.locator('.chat-composer:not([data-obstacle])').waitFor({ timeout: 20_000 });
  await frame.locator('.chat-box').fill('from elsewhere');
  await frame.locator('.chat-send').click();
  await sees(ann, 'from elsewhere');
  assert.equal(await site.page.title(), '', 'who writes there is told to nobody');
  assert.deepEqual([...site.problems, ...ann.problems], []);
});

test('why something was not taken is said in the language of whoever wrote it', async (t) => {
  const chat = await ChatStage.set(t);
  await chat.ask('/api/admin/settings', { values: { 'chat-slow-seconds': '60' } });
  const watched = await chat.stage.watch({ url: `${chat.stage.aerial.url}/?lang=de&displayname=Ann` });
  await watched.page.locator('.chat-composer:not([data-obstacle])').waitFor({ timeout: 20_000 });
  await say(watched, 'guten Abend');
  const box = watched.page.locator('.chat-box');
  await box.fill('noch einmal');
  await box.press('Enter');
  const notice = watched.page.locator('.chat-note', {
    hasText: /langsamen Modus. Du darfst in \d+ Sekunden wieder schreiben/,
  });
  await notice.waitFor({ timeout: 10_000 });
});
