import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AerialProcess } from '../peers/aerial-process.ts';
import { type Browser, launchBrowser, VIEWPORTS } from '../peers/browser.ts';
import { until } from '../peers/wait.ts';
import { noteProblems } from './studio-page.ts';

const PASSWORD = 'three or four words';
/** A shared machine may take its time to encode a picture. */
const PATIENCE_MS = 45_000;

describe('A new station', () => {
  let aerial: AerialProcess;
  let browser: Browser;
  let page: Awaited<ReturnType<Browser['newPage']>>;
  const problems: string[] = [];
  before(async () => {
    aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: 'off' } });
    browser = await launchBrowser();
    page = await browser.newPage(VIEWPORTS.phone);
    noteProblems(page, problems);
  });
  after(async () => {
    await browser.close();
    await aerial.dispose();
  });

  it('is led from its one-time link to its first step', async () => {
    const link = /(\/setup#[\w-]{43})/.exec(aerial.logLines.join('\n'))?.[1];
    assert.ok(link);
    await page.goto(aerial.url + link);
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByLabel('The same once more').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('link', { name: 'Open the studio' }).click();
    await page.getByRole('heading', { name: 'Welcome to your channel' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/admin/welcome');
  });

  it('says beside the field what is missing, and takes a name', async () => {
    await page.getByRole('button', { name: 'Save and go on' }).click();
    assert.match((await page.getByRole('alert').textContent()) ?? '', /Give it a name/);
    await page.getByLabel('Name').fill('Garden of Nele');
    await page.getByLabel('Summary').fill('Plants, and who looks after them.');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.getByRole('heading', { name: 'Tell your encoder where to send' }).waitFor();
    await page.locator('#rail').getByText('Garden of Nele').waitFor({ state: 'attached' });
    const config = (await (await fetch(`${aerial.url}/api/config`)).json()) as Record<string, unknown>;
    assert.deepEqual([config['name'], config['summary']], ['Garden of Nele', 'Plants, and who looks after them.']);
  });

  it('shows the address that an encoder really needs, and where the key came from', async () => {
    await page.getByText(`rtmp://127.0.0.1:${aerial.rtmpPort}/live`, { exact: true }).waitFor();
    // The rig gives its servers their key when it starts them.
    await page.getByText('given when the server was started').waitFor();
  });

  it('can be left, and gone on with where it was left', async () => {
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'See it work' }).waitFor();
    await page.getByRole('button', { name: 'Leave it for later' }).click();
    await page.getByRole('link', { name: 'Go on with them' }).waitFor();
    await page.goto(`${aerial.url}/admin`);
    await page.getByRole('heading', { name: 'See it work' }).waitFor();
  });

  it('plays its test picture in the player that viewers see', async () => {
    await page.getByRole('button', { name: 'Put the test picture on air' }).click();
    const player = page.frameLocator('iframe[title="The channel as viewers see it"]').locator('video');
    await player.waitFor({ timeout: PATIENCE_MS });
    const seen = () =>
      player.evaluate((video) => {
        const { currentTime, videoWidth, paused } = video as HTMLVideoElement;
        return { currentTime, videoWidth, paused };
      });
    await until('the test picture plays', async () => (await seen()).videoWidth === 1280 && !(await seen()).paused, {
      timeoutMs: PATIENCE_MS,
    });
    const before = (await seen()).currentTime;
    await until('it goes on', async () => (await seen()).currentTime > before + 1, { timeoutMs: PATIENCE_MS });
  });

  it('is done for good, and its test picture with it', async () => {
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Your channel is ready' }).waitFor();
    await page.getByRole('button', { name: 'Finish, and open the studio' }).click();
    await page.getByRole('heading', { name: 'Your channel is ready' }).waitFor({ state: 'detached' });
    await aerial.waitForPhase('offline');
    await page.goto(`${aerial.url}/admin`);
    await page.getByText('Nobody is on air. In OBS, press Start Streaming.').waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Welcome to your channel' }).count(), 0);
    assert.equal(await page.getByText('The first steps').count(), 0);
  });

  it('made no error in the console', () => assert.deepEqual(problems, []));
});
