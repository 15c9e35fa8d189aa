import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, launchBrowser, type Page } from '../peers/browser.ts';
import { Child } from '../peers/children.ts';
import { screens, type Shot, shots } from './shots.ts';
import { Station } from './station.ts';
import { takeStudio } from './studio.ts';

const USAGE = `Usage: npm run gallery [-- --only NAME[,NAME...]] [--to FOLDER]
Puts a station on air with a real ffmpeg, and takes the pictures that docs/images keeps.
With --to, every picture there is goes into that folder instead, also those that are for the eye alone.`;

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: { only: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help === true) {
  console.log(USAGE);
  process.exit(0);
}

const names = values.only?.split(',');
const folder = values.to ?? join(root, 'docs/images');
const wanted = shots.filter((shot) => names?.includes(shot.name) ?? (values.to !== undefined || shot.isKept));
const hasStudio = names === undefined || names.includes('studio');
if (wanted.length === 0 && !hasStudio) {
  console.error(`No picture is called that. There are: studio, ${shots.map(({ name }) => name).join(', ')}.`);
  process.exit(64);
}

/** WebP is a quarter of what PNG takes for a picture with a video in it. */
async function toWebp(png: Buffer, name: string): Promise<number> {
  const [from, to] = [join(folder, `${name}.png`), join(folder, `${name}.webp`)];
  writeFileSync(from, png);
  const options = ['-loglevel', 'error', '-nostdin', '-y', '-i', from, '-quality', '82', '-preset', 'text', to];
  const { code } = await new Child('ffmpeg', options).exited;
  rmSync(from);
  if (code !== 0) throw new Error(`ffmpeg made no picture of ${name}`);
  return statSync(to).size;
}

async function keep(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const bytes = await toWebp(await page.screenshot({ timeout: 15_000 }), name);
  console.log(`${name}: ${Math.round(bytes / 1000)} kB`);
}

async function take(browser: Browser, station: Station, shot: Shot): Promise<void> {
  const context = await browser.newContext({
    ...screens[shot.screen],
    colorScheme: shot.scheme,
    locale: shot.locale ?? 'en-GB',
    reducedMotion: 'reduce',
  });
  try {
    const page = await context.newPage();
    await page.goto(station.aerial.url + shot.path, { waitUntil: 'load', timeout: 20_000 });
    if (shot.ground !== undefined) {
      await page.evaluate((ground) => document.documentElement.style.setProperty('background', ground), shot.ground);
    }
    await shot.prepare?.(page);
    await keep(page, shot.name);
  } finally {
    await context.close();
  }
}

mkdirSync(folder, { recursive: true });
const station = await Station.open();
const browser = await launchBrowser();
try {
  await station.goLive();
  await station.talk();
  for (const shot of wanted.filter(({ isLive }) => isLive)) await take(browser, station, shot);
  if (hasStudio) await takeStudio({ browser, url: station.aerial.url, keep });
  await station.goOffAir();
  for (const shot of wanted.filter(({ isLive }) => !isLive)) await take(browser, station, shot);
} finally {
  await browser.close();
  await station.close();
}
