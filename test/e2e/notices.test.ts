import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Browser, launchBrowser, type Page, VIEWPORTS } from '../peers/browser.ts';
import { certificate } from '../peers/certificate.ts';
import { deliverPush, installSubscription, shownNotices } from '../peers/push-page.ts';
import { PushReader } from '../peers/push-reader.ts';
import { SecureReceiver } from '../peers/secure-receiver.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import { until } from '../peers/wait.ts';
import { WebhookReceiver } from '../peers/webhook-receiver.ts';
import { Stage } from './stage.ts';
import { noteProblems, openStudioPage, STUDIO_PASSWORD, studioAuthorization } from './studio-page.ts';

const patience = { timeoutMs: 20_000 };

describe('People are told', () => {
  const folder = makeTemporaryFolder('notices');
  const problems: string[] = [];
  let browser: Browser;
  let service: SecureReceiver;
  let lamp: WebhookReceiver;

  before(async () => {
    writeFileSync(join(folder.path, 'ca.pem'), certificate.cert);
    service = await SecureReceiver.open();
    lamp = await WebhookReceiver.open();
    browser = await launchBrowser('whole');
  });
  after(async () => {
    await browser.close();
    service.close();
    lamp.close();
    folder.remove();
  });

  const environment = {
    AERIAL_LADDER: 'off',
    AERIAL_ADMIN_PASSWORD: STUDIO_PASSWORD,
    AERIAL_CHANNEL_NAME: 'Nine',
    AERIAL_STREAM_TITLE: 'Trains at "night"',
    AERIAL_PUBLIC_URL: 'https://tv.example.org',
    AERIAL_OUTBOUND_PRIVATE: 'on',
    AERIAL_PUSH_SERVICES: 'localhost',
    AERIAL_NOTICES_DELAY_SECONDS: '1',
    NODE_EXTRA_CA_CERTS: join(folder.path, 'ca.pem'),
  };

  it('by a request of the owner’s own and in their browsers, which show it', async (t) => {
    const stage = await Stage.set(t, { environment });
    const { aerial } = stage;
    const reader = new PushReader();
    const endpoint = `${service.origin}/push/201`;
    let desk: Page;
    let page: Page;

    await t.test('a webhook is added in the studio, tried, and the try is in the log', async () => {
      desk = await openStudioPage({ browser, url: aerial.url, options: VIEWPORTS.desktop, problems });
      await desk.goto(`${aerial.url}/admin/notices/chats`);
      await desk.getByLabel('Kind').selectOption('custom');
      await desk.getByLabel('Name').fill('Lamp over the door');
      await desk.getByLabel('Address').fill(`${lamp.url}/on`);
      await desk.getByLabel('Body (JSON)').fill('{"why": "{{event}}", "what": "{{title}}", "where": "{{url}}"}');
      await desk.getByRole('button', { name: 'Add', exact: true }).click();
      await desk.getByText('Lamp over the door is told from now on.').waitFor();
      await desk.getByRole('button', { name: 'Send a test' }).click();
      await desk.getByText('The test was taken.').waitFor();
      const [tried] = lamp.received;
      assert.equal(tried?.path, '/on');
      assert.deepEqual(JSON.parse(tried.body), { why: 'test', what: '', where: 'https://tv.example.org/' });
      await desk.getByRole('link', { name: 'Log', exact: true }).click();
      await desk.getByRole('row', { name: /Test.*Lamp over the door.*Taken/ }).waitFor();
    });

    await t.test('somebody asks on the page to be told, by one press', async () => {
      const context = await browser.newContext(VIEWPORTS.phone);
      await context.grantPermissions(['notifications'], { origin: aerial.url });
      page = await context.newPage();
      page.setDefaultTimeout(patience.timeoutMs);
      noteProblems(page, problems);
      await page.addInitScript(installSubscription, { endpoint, json: reader.subscription(endpoint) });
      await page.goto(aerial.url);
      const button = page.locator('[data-control="tell-me"]');
      assert.equal(await button.getAttribute('data-push'), 'off');
      await button.click();
      await page.locator('[data-push="on"]').waitFor();
      const { notifications } = (await (await fetch(`${aerial.url}/api/config`)).json()) as {
        notifications: { browser: { publicKey: string } };
      };
      assert.equal(await page.evaluate(() => window.pushKeyAsked), notifications.browser.publicKey);
    });

    await t.test('going live tells the push service, which can read none of it, and the webhook', async () => {
      await stage.publish();
      const explain = () => aerial.logLines.slice(-20).join('\n');
      const pushed = await until('something is pushed', () => service.received[0], { ...patience, explain });
      await until('the lamp is told', () => lamp.received.length === 2, patience);
      assert.equal(pushed.path, '/push/201');
      assert.match(String(pushed.headers['authorization']), /^vapid t=[\w.-]+, k=[\w-]{87}$/);
      assert.ok(!pushed.body.includes('Trains'));
      const told = JSON.parse(lamp.received[1]?.body ?? '') as unknown;
      assert.deepEqual(told, { why: 'live', what: 'Trains at "night"', where: 'https://tv.example.org/' });
    });

    await t.test('the browser alone reads it, and its service worker shows it', async () => {
      const message = reader.read(service.received[0]?.body ?? Buffer.alloc(0));
      await deliverPush(page, message);
      const shown = await until('the notice is shown', async () => (await shownNotices(page))[0], patience);
      assert.deepEqual(shown, {
        title: 'Nine',
        body: 'I\'ve gone live!\nTrains at "night"',
        icon: `${aerial.url}/logo/external`,
        tag: 'aerial-live',
        data: 'https://tv.example.org/',
      });
    });

    await t.test('the log in the studio has both, and whoever presses again is told no longer', async () => {
      await desk.getByRole('row', { name: /Live.*Lamp over the door.*Taken/ }).waitFor();
      await desk.getByRole('row', { name: /Live.*browser 1.*Taken/ }).waitFor();
      await page.locator('[data-control="tell-me"]').click();
      await page.locator('[data-push="off"]').waitFor();
      const left = async () => {
        const headers = { authorization: studioAuthorization };
        const answer = await fetch(`${aerial.url}/api/admin/notifications`, { headers });
        return ((await answer.json()) as { browsers: number }).browsers === 0;
      };
      await until('the browser is forgotten', left, patience);
      assert.deepEqual(problems, []);
    });
  });
});
