import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriousFaults } from '../peers/accessibility.ts';
import { launchBrowser, VIEWPORTS } from '../peers/browser.ts';
import { furnish } from '../peers/furnish.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';
import { STUDIO_PASSWORD } from './studio-page.ts';
import { patience, StudioWindow } from './studio-window.ts';

async function publicJson(stage: Stage, path: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(stage.aerial.url + path, { signal: AbortSignal.timeout(9000) });
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

test('somebody runs the channel from the studio', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_ADMIN_PASSWORD: STUDIO_PASSWORD, AERIAL_LADDER: '' } });
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const desk = await StudioWindow.open(browser, stage.aerial.url, VIEWPORTS.desktop);
  const { page } = desk;

  await t.test('a deep link asks for the password and leads on to where it points', async () => {
    await desk.go('server#setting-channel-summary');
    await page.getByLabel('Password').fill('not that one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /password/i })
      .waitFor();
    await desk.signIn();
    await page.getByRole('heading', { name: 'Server' }).waitFor();
    await page.locator('#setting-channel-summary:focus').waitFor();
    assert.match(desk.problems.join(), /401.*api\/admin\/login/, 'the browser itself notes the refusal');
    desk.problems.length = 0;
  });

  await t.test('what is not allowed stands beside its field, and nothing is stored', async () => {
    const name = page.getByLabel('Name', { exact: true });
    await name.fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .locator('.field', { has: name })
      .getByRole('alert')
      .filter({ hasText: /Allowed is/ })
      .waitFor();
    assert.equal(await name.getAttribute('aria-invalid'), 'true');
    assert.notEqual((await publicJson(stage, '/api/config'))['name'], '');
  });

  await t.test(
    'unsaved changes are asked about before they go out of sight, and saved with a word on their effect',
    async () => {
      await page.getByLabel('Name', { exact: true }).fill('Canal Uno');
      await page.getByRole('link', { name: 'Video' }).click();
      await page.getByRole('dialog', { name: 'Leave without saving?' }).getByText('Not saved yet: Name').waitFor();
      await page.getByRole('button', { name: 'Stay here' }).click();
      assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Canal Uno');
      await page.getByRole('button', { name: 'Save' }).click();
      await desk.told(/Saved\. Name: in effect now\./);
      assert.equal((await publicJson(stage, '/api/config'))['name'], 'Canal Uno');
    },
  );

  await t.test('what was changed elsewhere is there when somebody comes back to the window', async () => {
    const answer = await fetch(`${stage.aerial.url}/api/admin/settings/channel-name`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`admin:${STUDIO_PASSWORD}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ value: 'Canal Dos' }),
      signal: AbortSignal.timeout(9000),
    });
    assert.equal(answer.status, 200);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    const name = page.getByLabel('Name', { exact: true });
    await until('the new name stands there', async () => (await name.inputValue()) === 'Canal Dos', patience);
  });

  await t.test('the palette finds a setting by its name and leads to it', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /^Find a page/ }).fill('grace-seconds');
    await page.keyboard.press('Enter');
    await page.locator('#setting-grace-seconds:focus').waitFor();
    assert.match(page.url(), /\/admin\/video\/timing#setting-grace-seconds$/);
  });

  const publisher = await stage.publishWithFfmpeg();

  await t.test('the control room shows the picture and how each rendition keeps up', async () => {
    await page.getByRole('link', { name: 'Now' }).click();
    await page.locator('[data-on-air="live"]').waitFor();
    await page.frameLocator('.now-preview iframe').locator('#player[data-state="playing"]').waitFor();
    await page.getByRole('row', { name: /^Source .*passed on/ }).waitFor();
  });

  await t.test('the title is changed in place and everybody sees it', async () => {
    await page.getByRole('button', { name: /^Title of the stream/ }).click();
    await page.getByRole('textbox', { name: 'Title of the stream' }).fill('From Tokyo to Nagoya');
    await page.keyboard.press('Enter');
    await desk.told(/Title changed/);
    assert.equal((await publicJson(stage, '/api/status'))['streamTitle'], 'From Tokyo to Nagoya');
  });

  await t.test('the ladder is changed on air', async () => {
    await page.getByRole('link', { name: 'Video' }).click();
    await page.getByText('My own', { exact: true }).click();
    await page.getByRole('button', { name: 'Remove 480p' }).click();
    await page.getByLabel('Picture', { exact: true }).selectOption('240');
    await page.getByLabel('Bitrate').fill('300');
    await page.getByLabel('When changed qualities hold').selectOption('at once');
    await page.getByRole('button', { name: 'Save' }).click();
    await desk.told(/Saved\..*Qualities: in effect now/);
    const choice = page.locator('.card', { has: page.locator('#setting-ladder') });
    assert.doesNotMatch(await choice.innerText(), /next broadcast/, 'they need not wait any more');
    await until(
      'the new rendition is offered',
      async () => {
        const list = await fetch(`${stage.aerial.url}/hls/stream.m3u8`, { signal: AbortSignal.timeout(9000) });
        return /RESOLUTION=\d+x240/.test(await list.text());
      },
      patience,
    );
  });

  await t.test('the broadcast is ended, after a question', async () => {
    await page.getByRole('button', { name: 'End broadcast' }).click();
    await page.getByRole('dialog').waitFor();
    assert.equal(await page.getByText('Ending…').count(), 0, 'nobody has agreed yet');
    await page.getByRole('dialog').getByRole('button', { name: 'End broadcast' }).click();
    await stage.aerial.waitForPhase('offline');
    await publisher.stop('SIGKILL');
    await page.locator('[data-on-air="offline"]').waitFor();
  });

  await t.test(
    'every page can be used by everybody when it is full, on a desk and in the dark on a phone',
    async () => {
      const { url, dataDirectory } = stage.aerial;
      await furnish({ url, password: STUDIO_PASSWORD, dataDirectory, isAwkward: true });
      const places = await desk.places();
      assert.ok(places.length > 10, places.join(' '));
      const state = await page.context().storageState();
      const phone = await StudioWindow.open(browser, stage.aerial.url, {
        ...VIEWPORTS.phone,
        storageState: state,
        colorScheme: 'dark',
      });
      const faults: string[] = [];
      for (const { page: window, problems } of [desk, phone]) {
        for (const place of places) {
          await window.goto(stage.aerial.url + place);
          await window.locator('.page h1, .page .empty').first().waitFor();
          await until('nothing is being fetched', async () => (await window.locator('.busy').count()) === 0, patience);
          faults.push(...(await seriousFaults(window)).map((fault) => `${place}: ${fault}`));
          const tooWide = await window.evaluate(() => {
            const content = document.getElementById('content');
            const frame = document.documentElement;
            const wider = (box: Element | null) => (box === null ? 0 : box.scrollWidth - box.clientWidth);
            return Math.max(wider(content), wider(frame));
          });
          if (tooWide > 0) faults.push(`${place}: ${tooWide} pixels too wide`);
        }
        assert.deepEqual(problems, []);
      }
      assert.deepEqual(faults, []);
      await phone.page.getByRole('button', { name: 'Menu' }).click();
      await phone.page.getByRole('link', { name: 'Now', exact: true }).click();
      await phone.page.getByRole('heading', { name: 'Now' }).waitFor();
      assert.equal(await phone.page.locator('.rail-open').count(), 0);
    },
  );
});
