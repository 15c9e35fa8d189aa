import type { TestContext } from 'node:test';
import { AerialProcess } from '../peers/aerial-process.ts';
import type { AerialNeeds } from '../peers/aerial-process.ts';
import { launchBrowser, WatchedPage } from '../peers/browser.ts';
import type { Browser, BrowserBuild, WatchNeeds } from '../peers/browser.ts';
import { FfmpegPublisher } from '../peers/ffmpeg-publisher.ts';
import type { FfmpegPublisherNeeds } from '../peers/ffmpeg-publisher.ts';
import type { FlvClip } from '../peers/flv-clip.ts';
import { readFlvClip } from '../peers/flv-clip.ts';
import { makeClip, EASY_CLIP } from '../peers/media-files.ts';
import { RtmpPublisher } from '../peers/rtmp-publisher.ts';
import type { PublisherNeeds } from '../peers/rtmp-publisher.ts';
import { until } from '../peers/wait.ts';

/** The ladder of these tests: one small rendition, so that a shared test machine keeps up. */
const SMALL_LADDER = { AERIAL_LADDER: '360p:600' };

interface StageNeeds extends AerialNeeds {
  /** What its viewers watch in; the shell unless told. */
  readonly browser?: BrowserBuild;
}

/** One Aerial on the air with whatever a test brings to it; everything is taken down when the test ends. */
export class Stage {
  readonly aerial: AerialProcess;
  readonly clipPath: string;
  readonly clip: FlvClip;
  readonly #test: TestContext;
  readonly #build: BrowserBuild;
  #browser: Browser | null = null;

  private constructor(
    test: TestContext,
    aerial: AerialProcess,
    { browser, clipPath }: { browser: BrowserBuild; clipPath: string },
  ) {
    this.#test = test;
    this.#build = browser;
    this.aerial = aerial;
    this.clipPath = clipPath;
    this.clip = readFlvClip(clipPath, EASY_CLIP.frameRate);
  }

  static async set(test: TestContext, { browser = 'shell', ...needs }: StageNeeds = {}): Promise<Stage> {
    const clipPath = await makeClip(EASY_CLIP);
    const aerial = await AerialProcess.start({ ...needs, environment: { ...SMALL_LADDER, ...needs.environment } });
    test.after(() => aerial.dispose());
    test.diagnostic(`start to first answer: ${aerial.startMs.toFixed(0)} ms`);
    return new Stage(test, aerial, { browser, clipPath });
  }

  /** Publishes with a real ffmpeg until the channel is live. */
  async publishWithFfmpeg(changes: Partial<FfmpegPublisherNeeds> = {}): Promise<FfmpegPublisher> {
    const publisher = new FfmpegPublisher({ url: this.aerial.publishUrl, clipPath: this.clipPath, ...changes });
    this.#test.after(() => publisher.stop('SIGKILL'));
    await publisher.publishing();
    await this.aerial.waitForPhase('live');
    return publisher;
  }

  /** Publishes with the rig's own publisher, which knows when each frame was sent. */
  async publish(changes: Partial<PublisherNeeds> = {}): Promise<RtmpPublisher> {
    const publisher = await RtmpPublisher.start({ target: this.aerial.target, clip: this.clip, ...changes });
    this.#test.after(() => publisher.die());
    return publisher;
  }

  /** Opens the channel's page for one more viewer. */
  async watch(changes: Partial<WatchNeeds> = {}): Promise<WatchedPage> {
    if (this.#browser === null) {
      const browser = await launchBrowser(this.#build);
      this.#browser = browser;
      this.#test.after(() => browser.close());
    }
    const isExcused = (problem: string): boolean => this.#isOverload(problem);
    return WatchedPage.open({ browser: this.#browser, url: this.aerial.url, isExcused, ...changes });
  }

  /** Whether a smaller rendition was missed that the server took away because this machine was too slow for it, as it should. */
  #isOverload(problem: string): boolean {
    const isMissing = /status of 404 .*\/hls\/[1-9]\d*\/stream\.m3u8/.test(problem);
    return isMissing && this.aerial.logLines.some((line) => /"kind":"(slow|hung)"/.test(line));
  }

  /** Waits until the multivariant playlist offers `count` renditions with a picture. */
  async waitForRenditions(count: number, timeoutMs = 20_000): Promise<void> {
    const probe = async () => {
      const answer = await fetch(`${this.aerial.url}/hls/stream.m3u8`, { signal: AbortSignal.timeout(9000) });
      const text = answer.ok ? await answer.text() : '';
      return (text.match(/RESOLUTION=/g) ?? []).length >= count;
    };
    await until(`${count} renditions are offered`, probe, {
      timeoutMs,
      everyMs: 100,
      explain: () => this.aerial.logLines.slice(-20).join('\n'),
    });
  }
}
