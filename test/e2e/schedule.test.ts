import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AerialProcess } from '../peers/aerial-process.ts';
import { type Browser, launchBrowser, type Page, VIEWPORTS } from '../peers/browser.ts';
import { readCalendar } from '../peers/calendar-reader.ts';
import { until } from '../peers/wait.ts';
import { noteProblems, openStudioPage, STUDIO_PASSWORD } from './studio-page.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const patience = { timeoutMs: 20_000 };

describe('A series that is planned in the studio', () => {
  const problems: string[] = [];
  /** In two hours and some minutes, by the minute: the page counts by the second until then. */
  const startMs = Math.ceil(Date.now() / 60_000) * 60_000 + 2 * HOUR_MS;
  let aerial: AerialProcess;
  let browser: Browser;
  let desk: Page;
  let page: Page;

  before(async () => {
    aerial = await AerialProcess.start({
      environment: { AERIAL_LADDER: 'off', AERIAL_ADMIN_PASSWORD: STUDIO_PASSWORD, AERIAL_CHANNEL_NAME: 'Nine' },
    });
    browser = await launchBrowser();
    // The owner is in Tokyo, whose clocks are never turned, and a viewer is in New York.
    const options = { ...VIEWPORTS.desktop, timezoneId: 'Asia/Tokyo', locale: 'en-GB' };
    desk = await openStudioPage({ browser, url: aerial.url, options, problems });
    const context = await browser.newContext({ ...VIEWPORTS.phone, timezoneId: 'America/New_York', locale: 'en-US' });
    page = await context.newPage();
    page.setDefaultTimeout(patience.timeoutMs);
    noteProblems(page, problems);
  });
  after(async () => {
    await browser.close();
    await aerial.dispose();
  });

  const countdown = () => page.locator('.next-broadcast [role="timer"]').textContent();
  const calendar = async () => {
    const answer = await fetch(`${aerial.url}/api/schedule.ics`, { signal: AbortSignal.timeout(9000) });
    assert.match(answer.headers.get('content-type') ?? '', /^text\/calendar/);
    return readCalendar(await answer.text());
  };

  it('is shown ahead, and stands in the list', async () => {
    await desk.goto(`${aerial.url}/admin/schedule`);
    await desk.getByRole('link', { name: 'Plan something' }).first().click();
    await desk.getByLabel('Name').fill('Late show');
    await desk.getByLabel('Description').fill('Slow trains; and who drives them, tonight.');
    assert.equal(await desk.getByLabel('Time zone').inputValue(), 'Asia/Tokyo');
    await desk.getByLabel('Begins').fill(clockInTokyo(startMs));
    await desk.getByLabel('Again').selectOption('weekly');
    await desk.getByRole('button', { name: 'Show the first times' }).click();
    await until('five times are shown', async () => (await firstTimes()).length === 5, patience);
    await desk.getByRole('button', { name: 'Plan it' }).click();
    await desk.getByText('Late show is planned.').waitFor();
    const rows = desk.getByRole('row', { name: /Late show/ });
    await rows.first().waitFor();
    assert.ok((await rows.count()) >= 8, 'two months of it');

    async function firstTimes(): Promise<readonly string[]> {
      const text = (await desk.locator('.preview-times [role="status"]').textContent()) ?? '';
      return text === '' ? [] : text.split(' · ');
    }
  });

  it('is counted down to on the page, at the hour of whoever reads it', async () => {
    await page.goto(aerial.url);
    const next = page.locator('.next-broadcast');
    await next.getByText('Late show').waitFor();
    assert.equal(await next.locator('time').getAttribute('datetime'), new Date(startMs).toISOString());
    const hour = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', hour: 'numeric', minute: '2-digit' });
    const shown = (await next.locator('time').textContent()) ?? '';
    assert.ok(shown.replaceAll(/\s/g, ' ').includes(hour.format(startMs).replaceAll(/\s/g, ' ')), shown);
    const before = (await countdown()) ?? '';
    assert.match(before, /^in [12]:\d\d:\d\d$/);
    await until('it counts', async () => (await countdown()) !== before, patience);
  });

  it('is read from the calendar by a program, each week a broadcast of its own', async () => {
    const { name, events } = await calendar();
    assert.equal(name, 'Nine');
    assert.deepEqual(
      events.slice(0, 4).map((event) => event.startMs),
      [0, 1, 2, 3].map((week) => startMs + week * WEEK_MS),
    );
    assert.equal(new Set(events.map(({ uid }) => uid)).size, events.length);
    assert.deepEqual(
      { ...events[0], uid: '' },
      {
        uid: '',
        startMs,
        endMs: startMs + HOUR_MS,
        summary: 'Late show',
        description: 'Slow trains; and who drives them, tonight.',
        status: 'CONFIRMED',
      },
    );
  });

  it('loses one of its broadcasts, and everybody sees which', async () => {
    const first = desk.getByRole('row', { name: /Late show/ }).first();
    await first.getByRole('button', { name: /^Cancel/ }).click();
    await first.getByText('Cancelled').waitFor();
    await page.reload();
    const later = page.locator(`.next-broadcast time[datetime="${new Date(startMs + WEEK_MS).toISOString()}"]`);
    await later.waitFor();
    assert.match((await countdown()) ?? '', /^in 7 days$/);
    assert.deepEqual(
      (await calendar()).events.slice(0, 2).map(({ status }) => status),
      ['CANCELLED', 'CONFIRMED'],
    );
    await page.goto(`${aerial.url}/schedule`);
    await page.getByText('Late show').first().waitFor();
  });

  it('gets another name and hour for a single broadcast, and the others stay', async () => {
    const second = desk.getByRole('row', { name: /Late show/ }).nth(1);
    await second.getByRole('button', { name: 'Change Late show' }).click();
    const dialog = desk.getByRole('dialog', { name: 'Change Late show' });
    assert.equal(await dialog.getByLabel('Begins').inputValue(), clockInTokyo(startMs + WEEK_MS));
    await dialog.getByLabel('Name').fill('Later show');
    await dialog.getByLabel('Begins').fill(clockInTokyo(startMs + WEEK_MS + HOUR_MS));
    await dialog.getByRole('button', { name: 'Change it' }).click();
    await desk.getByText('Later show is changed.').waitFor();
    await desk.getByRole('row', { name: /Later show/ }).waitFor();
    assert.deepEqual(
      (await calendar()).events.slice(1, 3).map((event) => [event.summary, event.startMs]),
      [
        ['Later show', startMs + WEEK_MS + HOUR_MS],
        ['Late show', startMs + 2 * WEEK_MS],
      ],
    );
  });

  it('made no error in the console', () => assert.deepEqual(problems, []));
});

/** As a field for a date and a time takes it. */
function clockInTokyo(wallMs: number): string {
  return new Date(wallMs + 9 * HOUR_MS).toISOString().slice(0, 16);
}
