import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { test, type TestContext } from 'node:test';
import { AerialProcess } from '../peers/aerial-process.ts';
import { type Browser, launchBrowser, VIEWPORTS } from '../peers/browser.ts';
import { openIdClient, OpenIdProvider } from '../peers/openid-provider.ts';

const PASSWORD = 'three or four words';
const owner = { username: 'admin', password: PASSWORD };

/** What Chromium says of pages without HTTPS, and of the address that is refused on purpose. */
const harmless = ['Cross-Origin-Opener-Policy', 'status of 400'];

/** A station that is known by the name of this machine, which leads to it and is no bare private address. */
async function openStation(t: TestContext, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const common = { AERIAL_LADDER: 'off', AERIAL_ADMIN_PASSWORD: PASSWORD, AERIAL_INDIEAUTH_PRIVATE: 'on' };
  const aerial = await AerialProcess.start({ environment: { ...common, ...environment } });
  t.after(() => aerial.dispose());
  const url = `http://${hostname()}:${aerial.httpPort}`;
  const answer = await fetch(`${aerial.url}/api/admin/config/serverurl`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`admin:${PASSWORD}`)}` },
    body: JSON.stringify({ value: url }),
  });
  assert.equal(answer.status, 200, await answer.text());
  return url;
}

async function openBrowser(t: TestContext): Promise<Browser> {
  const browser = await launchBrowser();
  t.after(() => browser.close());
  return browser;
}

/** A person's own browser, with the chat of a station open and the dialog of their name in it. */
async function enter(browser: Browser, station: string, options: Parameters<Browser['newContext']>[0] = {}) {
  const page = await (await browser.newContext({ ...VIEWPORTS.phone, ...options })).newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    const isExpected = harmless.some((words) => message.text().includes(words));
    if (message.type() === 'error' && !isExpected) problems.push(message.text());
  });
  await page.goto(station);
  const openDialog = async (): Promise<string> => {
    await page.locator('.chat-me').click();
    return page.getByLabel('Name', { exact: true }).inputValue();
  };
  const name = await openDialog();
  return { page, problems, openDialog, name };
}

test('the owner of one station signs in to the chat of another, and is who they were on the next device', async (t) => {
  const [chat, channel] = await Promise.all([openStation(t), openStation(t)]);
  const browser = await openBrowser(t);
  const prove = async (options: Parameters<Browser['newContext']>[0]) => {
    const person = await enter(browser, chat, { httpCredentials: owner, ...options });
    const { page } = person;
    await page.getByLabel('Your own website or channel').fill(new URL(channel).host);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    // Without https:// it is taken for granted, and here there is none.
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Your own website or channel').fill(channel);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: `Tell ${new URL(chat).host} who you are?` }).waitFor();
    await page.getByRole('button', { name: 'Yes, that is me' }).click();
    await page.waitForURL(`${chat}/`);
    const name = await person.openDialog();
    assert.equal(await page.getByText('Prove who you are').count(), 0);
    return { ...person, nameNow: name };
  };
  const first = await prove({});
  assert.equal(first.nameNow, first.name);
  const second = await prove(VIEWPORTS.desktop);
  assert.notEqual(second.name, first.name);
  assert.equal(second.nameNow, first.name);
  await second.page.keyboard.press('Escape');
  await second.page.getByText(`${second.name} is now authenticated as ${first.name}`).waitFor();
  assert.deepEqual([...first.problems, ...second.problems], []);
});

test('an account of the owner’s provider lets people into a chat that is for those alone who are known', async (t) => {
  const provider = new OpenIdProvider();
  await provider.start();
  t.after(() => provider.stop());
  const chat = await openStation(t, {
    AERIAL_OUTBOUND_PRIVATE: 'on',
    AERIAL_OPENID_ISSUER: provider.issuer,
    AERIAL_OPENID_CLIENT_ID: openIdClient.id,
    AERIAL_OPENID_CLIENT_SECRET: openIdClient.secret,
    AERIAL_OPENID_NAME: 'Club',
    AERIAL_OPENID_STUDIO: 'ann@example.org',
  });
  provider.account = { sub: 'ann', email: 'ann@example.org', email_verified: true };
  const { page, problems, openDialog } = await enter(await openBrowser(t), chat);
  await page.getByRole('button', { name: 'Sign in with Club' }).click();
  await page.waitForURL(`${chat}/`);
  await openDialog();
  assert.equal(await page.getByText('Prove who you are').count(), 0);
  await page.goto(`${chat}/admin/video/keys`);
  await page.getByRole('link', { name: 'Sign in with Club' }).click();
  await page.getByRole('heading', { name: 'Stream keys' }).waitFor();
  assert.equal(page.url(), `${chat}/admin/video/keys`);
  const status = await page.evaluate(async () => (await fetch('/api/admin/status')).status);
  assert.equal(status, 200);
  assert.deepEqual(problems, []);
});

test('why it did not work is said in the language of whoever comes back', async (t) => {
  const station = await openStation(t);
  const page = await (await (await openBrowser(t)).newContext({ locale: 'ar' })).newPage();
  await page.goto(`${station}/api/auth/indieauth/callback?state=unknown&code=unknown`);
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
  await page.getByRole('heading', { name: 'لم ينجح تسجيل الدخول' }).waitFor();
});
