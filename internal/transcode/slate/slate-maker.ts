import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import { FfmpegProcess, type ProcessEnd } from '../ffmpeg-process.ts';
import { reportEnd } from '../failure-words.ts';
import { firstWords } from '../last-words.ts';
import { slateArguments, slateCheckArguments, slateSoundArguments } from './slate-arguments.ts';
import { readClip, type SlateClip, type SlateFiles } from './slate-clip.ts';
import { digestOfOrder, type SlateOrder } from './slate-order.ts';

export interface SlateMakerNeeds {
  readonly clock: Clock;
  readonly ffmpegPath: string;
  /** Where slates are kept, and the art lies that they are made of. Absolute, and exists. */
  readonly directory: string;
}

/** A slate, or why there is none. */
export type MadeSlate =
  | { readonly kind: 'made'; readonly clip: SlateClip }
  | { readonly kind: 'failed'; readonly reason: string };

/** A whole ladder of twenty seconds on a slow machine; the picture goes first all the while. */
const mostMs = 120_000;
const niceness = 15;
/** All renditions of a slate together; a still picture takes some hundred kilobytes. */
const mostBytes = 64 * 1024 * 1024;
/** Slates that were made and are not needed now: those of ladders that come and go. */
const keptSlates = 6;
const folderPrefix = 'made-';

/** Makes slates with ffmpeg, at a low priority, and keeps them on disk by what they were made of. */
export class SlateMaker {
  readonly #needs: SlateMakerNeeds;
  readonly #running = new Set<FfmpegProcess>();
  #isStopped = false;

  constructor(needs: SlateMakerNeeds) {
    this.#needs = needs;
  }

  /** Makes it, or takes it from disk. Never rejects. */
  async make(order: SlateOrder): Promise<MadeSlate> {
    const folder = join(this.#needs.directory, folderPrefix + digestOfOrder(order));
    const kept = await this.#read(folder, order);
    if (kept !== null) return { kind: 'made', clip: kept };
    const made = await this.#encode(order);
    if (made.kind === 'failed') return made;
    const clip = readClip(order, made.files);
    if (clip === null) return { kind: 'failed', reason: 'What ffmpeg made of it is no whole picture.' };
    await this.#keep(folder, made.files);
    return { kind: 'made', clip };
  }

  /** Why a file in the folder cannot be shown; null when it can. */
  async check(art: { readonly kind: 'picture' | 'video'; readonly file: string }): Promise<string | null> {
    const tried = await this.#run(slateCheckArguments(art), 1);
    if (tried.kind === 'failed') return inWords(tried.reason);
    return tried.outputs[0]?.length === 0 ? noPicture : null;
  }

  /** Ends every ffmpeg, within about a second. */
  stop(): void {
    this.#isStopped = true;
    for (const running of this.#running) running.kill();
  }

  async #encode(order: SlateOrder): Promise<{ kind: 'made'; files: SlateFiles } | { kind: 'failed'; reason: string }> {
    let pictures = await this.#run(slateArguments(order, { hasLetters: true }), order.renditions.length);
    // Letters need fonts, which not every machine has.
    if (pictures.kind === 'failed' && order.art.kind === 'built-in') {
      pictures = await this.#run(slateArguments(order, { hasLetters: false }), order.renditions.length);
    }
    if (pictures.kind === 'failed') return pictures;
    const { art, audio } = order;
    const sound =
      audio === null || art.kind !== 'video' ? null : await this.#run(slateSoundArguments(art.file, audio), 1);
    // A video may have no sound.
    return {
      kind: 'made',
      files: { renditions: pictures.outputs, sound: sound?.kind === 'made' ? (sound.outputs[0] ?? null) : null },
    };
  }

  #run(
    args: readonly string[],
    outputCount: number,
  ): Promise<{ kind: 'made'; outputs: readonly Buffer[] } | { kind: 'failed'; reason: string }> {
    if (outputCount === 0) return Promise.resolve({ kind: 'made', outputs: [] });
    if (this.#isStopped) return Promise.resolve({ kind: 'failed', reason: 'The server is stopping.' });
    const { clock, directory, ffmpegPath } = this.#needs;
    return new Promise((resolve) => {
      const outputs: Buffer[][] = Array.from({ length: outputCount }, () => []);
      let bytes = 0;
      let trouble: string | null = null;
      const child = new FfmpegProcess({
        clock,
        ffmpegPath,
        directory,
        arguments: args,
        outputCount,
        niceness,
        onOutput: (position, chunk) => {
          bytes += chunk.length;
          if (bytes <= mostBytes) outputs[position]?.push(chunk);
          else {
            trouble = 'It comes to more than 64 MB.';
            child.kill();
          }
        },
        onDrain: () => {},
        onEnd: (end) => {
          this.#running.delete(child);
          cancel();
          const reason = trouble ?? whyNot(end, ffmpegPath);
          if (reason === null) resolve({ kind: 'made', outputs: outputs.map((chunks) => Buffer.concat(chunks)) });
          else resolve({ kind: 'failed', reason });
        },
      });
      this.#running.add(child);
      const cancel = clock.after(mostMs, () => {
        trouble = 'It took longer than two minutes.';
        child.kill();
      });
    });
  }

  async #read(folder: string, order: SlateOrder): Promise<SlateClip | null> {
    try {
      const renditions = await Promise.all(
        order.renditions.map((_, position) => readFile(join(folder, `${position}.mp4`))),
      );
      const sound = await readFile(join(folder, 'sound.aac'));
      const nowSeconds = this.#needs.clock.wallMs() / 1000;
      await utimes(folder, nowSeconds, nowSeconds);
      return readClip(order, { renditions, sound: sound.length === 0 ? null : sound });
    } catch {
      return null;
    }
  }

  /** On a full disk it is made again the next time. */
  async #keep(folder: string, files: SlateFiles): Promise<void> {
    const unfinished = `${folder}.part`;
    try {
      await mkdir(unfinished, { recursive: true });
      await Promise.all(
        files.renditions.map((bytes, position) => writeFile(join(unfinished, `${position}.mp4`), bytes)),
      );
      await writeFile(join(unfinished, 'sound.aac'), files.sound ?? Buffer.alloc(0));
      await rm(folder, { recursive: true, force: true });
      await rename(unfinished, folder);
      await this.#forgetOld();
    } catch {
      await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    }
  }

  async #forgetOld(): Promise<void> {
    const { directory } = this.#needs;
    const names = (await readdir(directory)).filter((name) => name.startsWith(folderPrefix));
    const aged = await Promise.all(
      names.map(async (name) => ({ name, usedMs: (await stat(join(directory, name))).mtimeMs })),
    );
    for (const { name } of aged.toSorted((a, b) => b.usedMs - a.usedMs).slice(keptSlates)) {
      await rm(join(directory, name), { recursive: true, force: true });
    }
  }
}

const noPicture = 'There is no picture in it.';

/** What ffmpeg says of files that are not what they should be, and what that means to who sent them. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [/matches no streams/, noPicture],
  [/moov atom not found/, 'It is cut off, as where a copy was not finished. Save or copy it anew.'],
  [/whitelist/, 'Files of its kind are not taken; MP4, WebM, PNG, JPEG, WebP and GIF are.'],
  [/Invalid data found/, 'It is neither a picture nor a video, or it is damaged.'],
];

function inWords(reason: string): string {
  return meanings.find(([said]) => said.test(reason))?.[1] ?? reason;
}

/** Why a run came to nothing, in words; null when it did not. */
function whyNot(end: ProcessEnd, ffmpegPath: string): string | null {
  if (end.kind === 'not-started') return reportEnd(end, ffmpegPath).sentence;
  return end.code === 0 ? null : firstWords(end.lastWords) || 'ffmpeg gave up without a word.';
}
