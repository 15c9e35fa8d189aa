import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AerialProcess } from '../peers/aerial-process.ts';
import { launchBrowser, VIEWPORTS } from '../peers/browser.ts';

const PASSWORD = 'three or four words';

function findLink(lines: readonly string[]): string | undefined {
  return /(\/setup#[\w-]{43})/.exec(lines.join('\n'))?.[1];
}

test('the link of the first start sets the password on a phone, once, and the session outlives a crash of the server', async (t) => {
  const aerial = await AerialProcess.start({ environment: { AERIAL_LADDER: 'off' } });
  t.after(() => aerial.dispose());
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const link = findLink(aerial.logLines);
  assert.ok(link, aerial.logLines.join('\n'));

  const page = await browser.newPage(VIEWPORTS.phone);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(aerial.url + link);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByLabel('The same once more').fill('three or four wards');
  await page.getByRole('button', { name: 'Set the password' }).click();
  assert.match((await page.getByRole('alert').textContent()) ?? '', /not the same/);
  await page.getByLabel('The same once more').fill(PASSWORD);
  await page.getByLabel('The same once more').press('Enter');
  await page.getByRole('heading', { name: 'The studio is ready' }).waitFor();
  assert.equal(page.url(), `${aerial.url}/setup`);
  const ask = () => page.evaluate(async () => (await fetch('/api/admin/status')).status);
  assert.equal(await ask(), 200);

  await aerial.kill();
  await aerial.restart();
  assert.equal(await ask(), 200);
  assert.equal(findLink(aerial.logLines), undefined);
  assert.deepEqual(problems, []);

  const late = await browser.newPage(VIEWPORTS.desktop);
  await late.goto(aerial.url + link);
  await late.getByLabel('New password').fill('somebody else');
  await late.getByLabel('The same once more').fill('somebody else');
  await late.getByRole('button', { name: 'Set the password' }).click();
  await late.getByText('This link does not hold any more').waitFor();
  await late.goto(`${aerial.url}/setup#half-a-link`);
  await late.getByRole('heading', { name: 'This link is not whole' }).waitFor();
});
