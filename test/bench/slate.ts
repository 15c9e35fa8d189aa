import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '../../internal/platform/clock.ts';
import { SlateMaker } from '../../internal/transcode/slate/slate-maker.ts';
import type { SlateOrder, SlateRendition } from '../../internal/transcode/slate/slate-order.ts';
import { endedChildrenCpuSeconds } from '../peers/process-figures.ts';
import { makeTemporaryFolder } from '../peers/temporary-folder.ts';
import type { Figure } from './figures.ts';
import type { BenchPlan, Report } from './plan.ts';

const SECTION = 'Making the built-in slate';

function rendition(index: number, height: number, frameRate: number, videoBitrateKbps: number): SlateRendition {
  const width = Math.round((height * 16) / 9 / 2) * 2;
  return {
    index,
    codec: 'avc',
    width,
    height,
    frameRate,
    videoBitrateKbps,
    effort: 1,
    keyFrameInterval: 2 * frameRate,
  };
}

const LADDERS: readonly { readonly name: string; readonly renditions: readonly SlateRendition[] }[] = [
  { name: '720p30 and 360p', renditions: [rendition(0, 720, 30, 4000), rendition(1, 360, 30, 600)] },
  {
    name: '1080p60, 720p, 480p and 360p',
    renditions: [
      rendition(0, 1080, 60, 4000),
      rendition(1, 720, 60, 3000),
      rendition(2, 480, 30, 1200),
      rendition(3, 360, 30, 600),
    ],
  },
];

/** What a slate costs once for each ladder, and what it costs when it was made before. */
export async function benchSlate(plan: BenchPlan, report: Report): Promise<Figure[]> {
  const folder = makeTemporaryFolder('slate');
  const repository = resolve(import.meta.dirname, '../..');
  copyFileSync(join(repository, 'static/og.png'), join(folder.path, 'backdrop.png'));
  copyFileSync(join(repository, 'static/icons/icon-192.png'), join(folder.path, 'logo.png'));
  const maker = new SlateMaker({ clock: systemClock, ffmpegPath: 'ffmpeg', directory: folder.path });
  const figures: Figure[] = [];
  try {
    for (const { name, renditions } of LADDERS) {
      const seconds: number[] = [];
      const fromDiskMs: number[] = [];
      for (let round = 1; round <= plan.startRounds; round += 1) {
        report(`slate of ${name}, round ${round} of ${plan.startRounds}`);
        const art = { kind: 'built-in', backdrop: 'backdrop.png', logo: 'logo.png', name: `Round ${round}` } as const;
        const order: SlateOrder = { art, renditions, audio: null };
        const before = endedChildrenCpuSeconds(process.pid);
        if ((await maker.make(order)).kind === 'failed') throw new Error(`no slate of ${name} could be made`);
        seconds.push(endedChildrenCpuSeconds(process.pid) - before);
        const startedMs = performance.now();
        await maker.make(order);
        fromDiskMs.push(performance.now() - startedMs);
      }
      const single = { section: SECTION, peer: null, goal: null };
      figures.push(
        { ...single, name: `${name}, processor`, unit: 's', aerial: seconds, digits: 2 },
        { ...single, name: `${name}, from disk`, unit: 'ms', aerial: fromDiskMs, digits: 1 },
      );
    }
    return figures;
  } finally {
    maker.stop();
    folder.remove();
  }
}
