import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import { BAR_HEIGHT_SHARE, FRAME_NUMBER_BITS } from './frame-number.ts';
import type { FrameLog } from './frame-log.ts';
import { installFrameReader, installPlaybackProbe } from './playback-probe.ts';
import type { PlaybackReport } from './playback-probe.ts';
import { until } from './wait.ts';

export type { Browser, BrowserContextOptions, Page };

/**
 * What is switched off in Chromium: all that playwright switches off, whose own list this one takes the place of, and the pages behind the
 * address bar, which nobody sees and which take one and a half seconds of a processor for each window.
 */
const DISABLED_FEATURES = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
];

const QUIET_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--autoplay-policy=no-user-gesture-required',
  '--mute-audio',
  `--disable-features=${DISABLED_FEATURES.join(',')}`,
];

const WHOLE = '/usr/bin/chromium';
/** Chromium without the frame of its windows, which costs more of the processor than most pages in it. */
const SHELL = '/usr/bin/chromium-headless-shell';

export type BrowserBuild = 'whole' | 'shell';

/** Debian's Chromium, told to speak to nobody but the page's server: whole, or its shell, which knows no notifications, where that is there. */
export function launchBrowser(build: BrowserBuild = 'shell'): Promise<Browser> {
  const executablePath = build === 'shell' && existsSync(SHELL) ? SHELL : WHOLE;
  return chromium.launch({ executablePath, args: QUIET_ARGUMENTS });
}

export const VIEWPORTS = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const;

export interface WatchNeeds {
  readonly browser: Browser;
  readonly url: string;
  readonly screen?: keyof typeof VIEWPORTS;
  /** The frame number is read from every n-th frame; 5 unless told. */
  readonly readEvery?: number;
  /** Whether a problem is none of the page's; asked when the problems are looked at. */
  readonly isExcused?: (problem: string) => boolean;
}

/** The attributes that the page's player keeps on its root for machines to read. */
export interface PlayerState {
  readonly state: string;
  readonly level: string;
  readonly latencyS: number | null;
  readonly recoveries: number;
}

export type FramesSeen = PlaybackReport['frames'];

/** One viewer: a page of its own in a fresh profile, with everything noted that goes wrong in it. */
export class WatchedPage {
  readonly page: Page;
  /** Every frame noted so far. */
  readonly frames: FramesSeen[number][] = [];
  readonly #context: BrowserContext;
  readonly #hasTouch: boolean;
  readonly #problems: string[] = [];
  readonly #isExcused: (problem: string) => boolean;
  #throttle: CDPSession | null = null;

  private constructor(context: BrowserContext, page: Page, needs: WatchNeeds) {
    this.#context = context;
    this.#hasTouch = needs.screen === 'phone';
    this.#isExcused = needs.isExcused ?? (() => false);
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.#problems.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.#problems.push(`exception: ${error.message}`));
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? 'unknown';
      // A player drops requests whose answer it no longer wants.
      if (why !== 'net::ERR_ABORTED') this.#problems.push(`request failed: ${request.url()} ${why}`);
    });
  }

  static async open(needs: WatchNeeds): Promise<WatchedPage> {
    const context = await needs.browser.newContext(VIEWPORTS[needs.screen ?? 'desktop']);
    const page = await context.newPage();
    const watched = new WatchedPage(context, page, needs);
    await page.addInitScript(installFrameReader, { bits: FRAME_NUMBER_BITS, barHeightShare: BAR_HEIGHT_SHARE });
    await page.addInitScript(installPlaybackProbe, { readEvery: needs.readEvery ?? 5, stallMs: 300 });
    await page.goto(needs.url, { waitUntil: 'commit', timeout: 15_000 });
    return watched;
  }

  /** Console errors, uncaught exceptions and failed requests that nothing excuses, as sentences. */
  get problems(): string[] {
    return this.#problems.filter((problem) => !this.#isExcused(problem));
  }

  /** What the probe has seen; its frames are added to `frames`. */
  async report(): Promise<PlaybackReport> {
    const report = await this.page.evaluate(() => window.takePlaybackReport?.() ?? null);
    if (report === null) throw new Error('the probe is not in the page');
    this.frames.push(...report.frames);
    return report;
  }

  async state(): Promise<PlayerState> {
    const read = (name: string) => this.page.locator('#player').getAttribute(`data-${name}`, { timeout: 5000 });
    const latency = (await read('latency')) ?? '';
    return {
      state: (await read('state')) ?? '',
      level: (await read('level')) ?? '',
      latencyS: latency === '' ? null : Number(latency),
      recoveries: Number((await read('recoveries')) ?? 0),
    };
  }

  /** Where the picture and the sound stand: seconds played, and bytes of sound decoded so far (Chromium's own count). */
  async progress(): Promise<{ readonly playedS: number; readonly soundBytes: number }> {
    return this.page.evaluate(() => {
      const video = document.querySelector<HTMLVideoElement & { webkitAudioDecodedByteCount?: number }>(
        '#player video',
      );
      return { playedS: video?.currentTime ?? 0, soundBytes: video?.webkitAudioDecodedByteCount ?? 0 };
    });
  }

  /** Resolves with its delay after the page's load, in milliseconds, once the first frame is on the screen. */
  async firstFrame(timeoutMs = 15_000): Promise<number> {
    const report = await until(
      'a first frame',
      async () => {
        const now = await this.report();
        return now.firstFrameWallMs === null ? null : now;
      },
      { timeoutMs, explain: () => this.problems.join('\n') },
    );
    return (report.firstFrameWallMs ?? 0) - report.loadedWallMs;
  }

  /** Resolves with the wall clock of the first frame shown after `wallMs`. */
  async frameAfter(wallMs: number, timeoutMs = 15_000): Promise<number> {
    const seen = () => this.frames.find(([shownMs]) => shownMs > wallMs);
    const probe = async () => {
      await this.report();
      return seen();
    };
    return (await until('a new frame', probe, { timeoutMs, explain: () => this.problems.join('\n') }))[0];
  }

  /** Resolves with the wall clock of the first frame shown that `log` knows as sent: one of that publisher's, not an older one. */
  async firstFrameFrom(log: FrameLog, timeoutMs = 15_000): Promise<number> {
    const probe = async () => {
      await this.report();
      return this.frames.find(([wallMs, frameNumber]) => log.delayMs(frameNumber, wallMs) !== null);
    };
    return (
      await until('a new frame of the encoder', probe, { timeoutMs, explain: () => this.problems.join('\n') })
    )[0];
  }

  /** Waits until the player says that it is in `state`. */
  async waitForState(state: string, timeoutMs = 15_000): Promise<void> {
    const isThere = async () => (await this.state()).state === state;
    const explain = () => this.problems.join('\n');
    await until(`the page says ${state}`, isThere, { timeoutMs, everyMs: 100, explain });
  }

  /** Waits until the frames on the screen come from rendition `level`. */
  async waitForLevel(level: string, timeoutMs = 15_000): Promise<void> {
    const isThere = async () => (await this.state()).level === level;
    await until(`rendition ${level} is on the screen`, isThere, { timeoutMs, explain: () => this.problems.join('\n') });
  }

  /** Chooses in the quality menu: `auto`, an index, or `audio`. */
  async chooseQuality(choice: string): Promise<void> {
    const item = this.page.locator(`[data-quality-choice="${choice}"]`);
    const choose = async () => {
      await this.#stir();
      await this.page.locator('[data-control="quality"]').click({ timeout: 3000 });
      await item.click({ timeout: 3000 });
      return true;
    };
    await until(`${choice} is chosen`, () => choose().catch(() => false), { timeoutMs: 20_000 });
  }

  /** Brings the controls up as a viewer does: by a movement of the mouse, or by a touch of the picture. */
  async #stir(): Promise<void> {
    const box = await this.page.locator('#player').boundingBox({ timeout: 5000 });
    if (box === null) throw new Error('the player is not on the page');
    const [x, y] = [box.x + box.width / 3, box.y + box.height / 3];
    if (this.#hasTouch) await this.page.touchscreen.tap(x, y);
    else {
      await this.page.mouse.move(x, y);
      await this.page.mouse.move(x + 5, y + 5);
    }
  }

  /** Holds downloads to `kbps`, or lets them go with null. */
  async throttle(kbps: number | null): Promise<void> {
    this.#throttle ??= await this.#context.newCDPSession(this.page);
    const downloadThroughput = kbps === null ? -1 : (kbps * 1000) / 8;
    const conditions = { offline: false, latency: kbps === null ? 0 : 20, downloadThroughput, uploadThroughput: -1 };
    await this.#throttle.send('Network.enable');
    await this.#throttle.send('Network.emulateNetworkConditions', conditions);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
