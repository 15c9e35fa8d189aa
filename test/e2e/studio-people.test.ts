import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AerialProcess } from '../peers/aerial-process.ts';
import { type Browser, launchBrowser, type Page, VIEWPORTS } from '../peers/browser.ts';
import { until } from '../peers/wait.ts';
import { WebhookReceiver } from '../peers/webhook-receiver.ts';
import { openStudioPage, STUDIO_PASSWORD, studioAuthorization } from './studio-page.ts';

const patience = { timeoutMs: 20_000 };

describe('From the studio', () => {
  let aerial: AerialProcess;
  let browser: Browser;
  let receiver: WebhookReceiver;
  let page: Page;
  let token = '';
  const problems: string[] = [];

  /** A window of another size that is signed in. */
  const open = (screen: keyof typeof VIEWPORTS): Promise<Page> =>
    openStudioPage({ browser, url: aerial.url, options: VIEWPORTS[screen], problems });
  const go = (place: string) => page.goto(`${aerial.url}/admin/${place}`);
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
  const read = async (path: string): Promise<unknown> =>
    (
      await fetch(aerial.url + path, {
        headers: { authorization: studioAuthorization },
        signal: AbortSignal.timeout(9000),
      })
    ).json();

  const byToken = (path: string, body?: object) =>
    fetch(aerial.url + path, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });

  before(async () => {
    const environment = { AERIAL_LADDER: 'off', AERIAL_ADMIN_PASSWORD: STUDIO_PASSWORD, AERIAL_OUTBOUND_PRIVATE: 'on' };
    aerial = await AerialProcess.start({ environment });
    receiver = await WebhookReceiver.open();
    browser = await launchBrowser();
    page = await open('phone');
  });
  after(async () => {
    await browser.close();
    receiver.close();
    await aerial.dispose();
  });

  it('somebody is found, banned for a reason and let in again, on a phone', async () => {
    const body = JSON.stringify({ displayName: 'Grumpy' });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${aerial.url}/api/chat/register`, { method: 'POST', headers, body });
    const banned = async () => (await read('/api/admin/chat/users/disabled')) as { disabledReason?: string }[];
    await go('people/everybody');
    await page.getByLabel('Name or id').fill('grump');
    await press('Manage Grumpy');
    await page.getByLabel('Why they are banned').fill('shouting');
    await page.getByRole('button', { name: 'Ban', exact: true }).click();
    await page.getByText('Grumpy is banned').waitFor();
    assert.deepEqual(
      (await banned()).map(({ disabledReason }) => disabledReason),
      ['shouting'],
    );
    await go('people/bans');
    await press('Lift the ban of Grumpy');
    await page.getByText('Nobody is banned').waitFor();
    assert.deepEqual(await banned(), []);
    await page.getByLabel('Address or range').fill('example.org');
    await press('Ban the address');
    await page.locator('.field-fault').waitFor();
    // The browser itself notes the refusal that was asked for.
    assert.match(
      problems.splice(0).join('\n'),
      /^Failed to load resource.* 400 \(Bad Request\) \(.*\/ipbans\/create\)$/,
    );
    await page.getByLabel('Address or range').fill('203.0.113.0/24');
    await press('Ban the address');
    await press('Lift the ban of 203.0.113.0/24');
    await page.getByText('No address is banned').waitFor();
    await go('people/log');
    await page.getByText('lifted the ban of an address').waitFor();
  });

  it('a webhook is made, tried, and its delivery seen and sent again', async () => {
    page = await open('desktop');
    await go('integrations');
    await page.getByLabel('Address', { exact: true }).fill(`http://127.0.0.1:${receiver.port}/hook`);
    await press('Add the webhook');
    await page.getByText('Choose at least one of the events').waitFor();
    await page.getByLabel('A broadcast begins').check();
    await press('Add the webhook');
    await press('Send a test');
    await page.locator('summary', { hasText: 'Taken (200)' }).first().click();
    await page.getByText('thanks', { exact: true }).waitFor();
    await press('Send PING again');
    await until('it was told twice', () => receiver.received.length === 2, patience);
  });

  it('an access token is made, shown once, and works', async () => {
    await go('integrations/tokens');
    await page.getByLabel('Name', { exact: true }).fill('Dashboard');
    await page.getByLabel('Moderate and read').check();
    await page.getByLabel('Write in the chat').check();
    await press('Make the token');
    token = (await page.locator('.fresh code').textContent()) ?? '';
    assert.equal((await byToken('/api/integrations/status')).status, 200);
    await page.reload();
    await page.getByRole('cell', { name: 'Dashboard', exact: true }).waitFor();
    assert.equal((await page.content()).includes(token), false);
  });

  it('a button under the picture is saved, and viewers are told of it', async () => {
    await go('integrations/actions');
    await press('Add a button');
    await page.getByLabel('What it says').fill('Tip jar');
    await page.getByLabel('Address').fill('https://example.org/tips');
    await press('Save');
    const actions = async () =>
      ((await read('/api/config')) as { externalActions: { title: string }[] }).externalActions;
    await until('the button is saved', async () => (await actions())[0]?.title === 'Tip jar', patience);
  });

  it('a message is hidden, and shown again', async () => {
    const { status } = await byToken('/api/integrations/chat/send', { body: 'Hello from the garden' });
    assert.equal(status, 200);
    await go('chat');
    const visible = async () =>
      ((await read('/api/admin/chat/messages')) as { hiddenAt?: string }[])[0]?.hiddenAt === undefined;
    await press('Hide the message of Dashboard');
    await page.getByText('Hidden', { exact: true }).waitFor();
    assert.equal(await visible(), false);
    await press('Show the message of Dashboard');
    await until('it is to be seen again', visible, patience);
  });

  it('a message is pinned, shown as pinned, and taken down', async () => {
    const pinned = async () => ((await read('/api/admin/chat/pinned')) as { message: object | null }).message;
    await press('Pin the message of Dashboard');
    await page.getByRole('heading', { name: 'Pinned above the chat' }).waitFor();
    assert.notEqual(await pinned(), null);
    await press('Take it down: the pinned message');
    await page.getByRole('heading', { name: 'Pinned above the chat' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Pin the message of Dashboard' }).waitFor();
    assert.equal(await pinned(), null);
  });

  it('the owner keeps order in the chat of the control room, after one press', async () => {
    await byToken('/api/integrations/chat/send', { body: 'Buy cheap lamps' });
    await go('now');
    const card = page.locator('.now-chat');
    const frame = page.frameLocator('.now-chat iframe');
    const lamps = frame.locator('article', { hasText: 'Buy cheap lamps' });
    const open = async () => {
      await lamps.focus();
      await page.keyboard.press('Enter');
      await frame.getByRole('button', { name: 'Answer' }).waitFor();
    };
    await card.locator('.now-name').waitFor();
    await open();
    assert.equal(await frame.getByRole('button', { name: 'Hide', exact: true }).count(), 0);
    await press('Make me a moderator');
    await frame.getByRole('button', { name: 'Hide', exact: true }).click();
    await lamps.getByText('Hidden from everybody but moderators').waitFor();
    const said = (await read('/api/admin/chat/messages')) as { body: string; hiddenAt?: string }[];
    assert.notEqual(said.find(({ body }) => body.includes('Buy cheap lamps'))?.hiddenAt, undefined);

    await frame.locator('.chat-me').click();
    await frame.getByLabel('Name', { exact: true }).fill('The captain');
    await frame.getByRole('button', { name: 'Save' }).click();
    await card.locator('.now-name', { hasText: 'The captain' }).waitFor();
    await press('Step down');
    await card.getByRole('button', { name: 'Make me a moderator' }).waitFor();
    await open();
    assert.equal(await frame.getByRole('button', { name: 'Show again' }).count(), 0);

    const secret = await page.evaluate(() => localStorage.getItem('accessToken'));
    assert.ok(secret);
    assert.equal((await page.content()).includes(secret), false);
  });

  it('the control room says that there is no chat where it is switched off', async () => {
    const headers = { authorization: studioAuthorization, 'content-type': 'application/json' };
    const setChat = (value: string) =>
      fetch(`${aerial.url}/api/admin/settings/chat`, { method: 'POST', headers, body: JSON.stringify({ value }) });
    assert.equal((await setChat('off')).status, 200);
    await go('now');
    await page.getByText('The chat is switched off').waitFor();
    assert.equal(await page.locator('.now-chat iframe').count(), 0);
    await page.getByRole('link', { name: 'Switch it on' }).click();
    await page.locator('#setting-chat:focus').waitFor();
    assert.equal((await setChat('on')).status, 200);
  });

  it('the override for OBS is shown and copied', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await go('video');
    await press('Copy the override for OBS');
    const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as object;
    assert.deepEqual(copied, await read('/api/admin/obs/multitrack'));
  });

  it('the words of the page are shown as viewers read them while they are written', async () => {
    await go('server');
    await page.getByLabel('Below the picture').fill('## Rules\n\n<p style="text-align: center">Be **kind**.</p>');
    const shown = page.locator('.written-preview');
    await shown.locator('h2, h3', { hasText: 'Rules' }).waitFor();
    assert.equal(
      await shown.locator('p', { hasText: 'Be' }).evaluate((one) => getComputedStyle(one).textAlign),
      'center',
    );
    await press('Discard');
  });

  it('the log is filtered, and numbers are shown as far as there are any', async () => {
    await go('logs');
    await page.getByLabel('With the words').fill('Waiting for an encoder');
    await page.locator('.log-lines li', { hasText: 'Waiting for an encoder' }).waitFor();
    const isFiltered = async () => (await page.locator('.log-lines li').count()) === 1;
    await until('the other lines are gone', isFiltered, patience);
    await go('numbers');
    await page.getByLabel('Over').selectOption('1h');
    // The machine's first figures come a minute after the start.
    await page.locator('.chart canvas, .empty').first().waitFor();
  });

  it('makes no error in the console', () => assert.deepEqual(problems, []));
});
