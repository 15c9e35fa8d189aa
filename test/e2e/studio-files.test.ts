import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { type Browser, launchBrowser, VIEWPORTS, type WatchedPage } from '../peers/browser.ts';
import { Child } from '../peers/children.ts';
import { S3Server } from '../peers/s3-server.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import { until } from '../peers/wait.ts';
import { Stage } from './stage.ts';
import { STUDIO_PASSWORD } from './studio-page.ts';
import { patience, StudioWindow } from './studio-window.ts';

async function openStudio(t: TestContext, stage: Stage, place: string): Promise<StudioWindow> {
  const browser: Browser = await launchBrowser();
  t.after(() => browser.close());
  const studio = await StudioWindow.open(browser, stage.aerial.url, VIEWPORTS.desktop);
  await studio.go(place);
  await studio.signIn();
  return studio;
}

/** One flat colour as a picture, or as a video of two seconds. */
async function makeFile(folder: string, name: string, color: string): Promise<string> {
  const path = join(folder, name);
  const length = name.endsWith('.png') ? ['-frames:v', '1'] : ['-t', '2', '-pix_fmt', 'yuv420p'];
  const source = ['-f', 'lavfi', '-i', `color=${color}:size=640x360:rate=25`];
  const maker = new Child('ffmpeg', ['-loglevel', 'error', '-nostdin', '-y', ...source, ...length, path]);
  assert.equal((await maker.exited).code, 0, maker.lines.join('\n'));
  return path;
}

/** Which of red, green and blue the middle of the picture is; null for anything less clear. */
function colorShown({ page }: WatchedPage): Promise<'red' | 'green' | 'blue' | null> {
  return page.evaluate(() => {
    const video = document.querySelector<HTMLVideoElement>('#player video');
    const brush = new OffscreenCanvas(1, 1).getContext('2d');
    if (video === null || brush === null || video.videoWidth === 0) return null;
    brush.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = brush.getImageData(0, 0, 1, 1).data;
    const found = { red: red - green - blue, green: green - red - blue, blue: blue - red - green };
    const [best] = (['red', 'green', 'blue'] as const).toSorted((one, other) => found[other] - found[one]);
    return best !== undefined && found[best] > 100 ? best : null;
  });
}

test('a picture and a video that are chosen in the studio are what viewers see while the encoder is away', async (t) => {
  const stage = await Stage.set(t, {
    environment: { AERIAL_ADMIN_PASSWORD: STUDIO_PASSWORD, AERIAL_LADDER: 'off', AERIAL_GRACE_SECONDS: '40' },
  });
  const folder = makeTemporaryFolder('slate');
  t.after(() => folder.remove());
  let publisher = await stage.publishWithFfmpeg();
  const { page, problems } = await openStudio(t, stage, 'video/timing');
  const watched = await stage.watch();
  await watched.firstFrame(30_000);
  const files = [
    ['slate.png', 'blue', 'It is a picture of yours.'],
    ['slate.mp4', 'red', 'It is a video of yours'],
  ] as const;
  for (const [name, color, words] of files) {
    const path = await makeFile(folder.path, name, color);
    const slate = page.locator('.card', { hasText: 'While the encoder is away' });
    await slate.locator('input[type=file]').setInputFiles(path);
    await slate.getByText(words).waitFor();
    await slate.getByText('It is ready for the broadcast on air.').waitFor();
    await publisher.stop('SIGKILL');
    await until(`viewers see ${color}`, async () => (await colorShown(watched)) === color, {
      timeoutMs: 30_000,
      explain: () => stage.aerial.logLines.slice(-10).join('\n'),
    });
    publisher = await stage.publishWithFfmpeg();
    await until('viewers see the encoder again', async () => (await colorShown(watched)) !== color, patience);
  }
  await page.getByRole('button', { name: 'Back to the built-in one' }).click();
  await page.getByText('It is the built-in one').waitFor();
  assert.deepEqual([...problems, ...watched.problems], []);
});

test('a file that is no picture is refused in words', async (t) => {
  const stage = await Stage.set(t, { environment: { AERIAL_ADMIN_PASSWORD: STUDIO_PASSWORD, AERIAL_LADDER: 'off' } });
  const studio = await openStudio(t, stage, 'video/timing');
  const buffer = Buffer.from('this is a shopping list');
  const file = { name: 'list.png', mimeType: 'image/png', buffer };
  await studio.page
    .locator('.card', { hasText: 'While the encoder is away' })
    .locator('input[type=file]')
    .setInputFiles(file);
  await studio.told(/ffmpeg cannot show it/);
  await studio.page.getByText('It is the built-in one').waitFor();
});

test('a bucket is tried before it is saved: a wrong secret is told, and the right one works', async (t) => {
  const server = await S3Server.start();
  t.after(() => server.close());
  const stage = await Stage.set(t, { environment: { AERIAL_ADMIN_PASSWORD: STUDIO_PASSWORD, AERIAL_LADDER: 'off' } });
  const studio = await openStudio(t, stage, 'storage');
  const { page } = studio;
  const { accessKey, bucket, endpoint, region, secret } = server.config();
  const tryIt = () => page.getByRole('button', { name: 'Try this bucket' }).click();
  await page.getByLabel('Write to a bucket').check();
  await page.getByLabel('Endpoint', { exact: true }).fill('not an address');
  await tryIt();
  await page
    .locator('.field', { has: page.getByLabel('Endpoint', { exact: true }) })
    .getByRole('alert')
    .waitFor();
  await page.getByLabel('Endpoint', { exact: true }).fill(endpoint);
  await page.getByLabel('Bucket', { exact: true }).fill(bucket);
  await page.getByLabel('Region').fill(region);
  await page.getByLabel('Access key').fill(accessKey);
  await page.getByLabel('Secret').fill('a wrong secret');
  await page.getByLabel('Name the bucket in the path').check();
  await tryIt();
  await page.getByText('It does not work', { exact: true }).waitFor();
  await page
    .locator('.storage-report')
    .getByText(/secret/i)
    .first()
    .waitFor();
  await page.getByLabel('Secret').fill(secret);
  await tryIt();
  await page.getByText('It works', { exact: true }).waitFor();
  assert.deepEqual(await server.keys(), [], 'nothing of the trial stays');
  await page.getByRole('button', { name: 'Save' }).click();
  await studio.told(/S3 bucket: /);
  await stage.publishWithFfmpeg();
  await until('segments are in the bucket', async () => (await server.keys()).length > 0, patience);
  await page.locator('.storage-state p', { hasText: 'S3 bucket' }).getByText('Well', { exact: true }).waitFor();
  await page.reload();
  await page.getByLabel('Bucket', { exact: true }).waitFor();
  assert.equal((await page.content()).includes(secret), false, 'the secret is not shown again');
});
