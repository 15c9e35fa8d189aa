import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import { reportEnd } from './failure-words.ts';
import { FfmpegProcess, type ProcessEnd } from './ffmpeg-process.ts';
import { testPictureArguments } from './test-picture-arguments.ts';

/** A test is for a look, not for a broadcast. */
const LONGEST_MS = 10 * 60_000;
/** It is on air by then, or never. */
const START_MS = 20_000;

/** Where the test picture stands. `note` says why it is off when it did not end as was asked. */
export interface TestPictureState {
  readonly state: 'off' | 'starting' | 'on';
  /** When it ends by itself; null while it is off. */
  readonly endsWallMs: number | null;
  readonly note: string | null;
}

/** What runs an ffmpeg; `onEnd` comes once. */
type Run = (given: { readonly arguments: readonly string[]; onEnd(end: ProcessEnd): void }) => { kill(): void };

export interface TestPictureNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly ffmpegPath: () => string;
  readonly channelName: () => string;
  /** RTMP address with a key that holds for one encoder. */
  readonly openDoor: () => string;
  /** Makes that key worthless. */
  readonly closeDoor: () => void;
  /** The real ffmpeg, unless told. */
  readonly run?: Run;
}

/** The station's own picture for trying everything out: one ffmpeg that publishes as any encoder does. It ends by itself. */
export class TestPicture {
  readonly #needs: TestPictureNeeds;
  readonly #run: Run;
  #process: { kill(): void } | null = null;
  #endsWallMs: number | null = null;
  #note: string | null = null;
  #isOnAir = false;
  #isEnding = false;
  /** It was asked for again before its end was through. */
  #isWantedAgain = false;
  #cancels: (() => void)[] = [];

  constructor(needs: TestPictureNeeds) {
    this.#needs = needs;
    this.#run = needs.run ?? ((given) => this.#runFfmpeg(given));
  }

  get state(): TestPictureState {
    const isThere = this.#process !== null && (!this.#isEnding || this.#isWantedAgain);
    const isOn = !this.#isEnding && this.#isOnAir;
    const state = !isThere ? 'off' : isOn ? 'on' : 'starting';
    return { state, endsWallMs: isThere ? this.#endsWallMs : null, note: isThere ? null : this.#note };
  }

  /** Puts the picture on air within seconds; harmless when it is there. The caller sees to it that nobody else is. */
  start(): void {
    this.#isWantedAgain = this.#isEnding && this.#process !== null;
    if (this.#process !== null) return;
    const { clock } = this.#needs;
    this.#note = null;
    this.#isEnding = false;
    this.#endsWallMs = clock.wallMs() + LONGEST_MS;
    this.#cancels = [
      clock.after(LONGEST_MS, () => this.end(null)),
      clock.after(START_MS, () => {
        if (!this.#isOnAir) this.end(`The test picture was not on air after ${START_MS / 1000} s.`);
      }),
    ];
    this.#needs.log.info({ endsAfterMs: LONGEST_MS }, 'The test picture starts.');
    this.#begin(true);
  }

  /** It is on air: nobody else needs its key any more. */
  noteOnAir(): void {
    this.#isOnAir = true;
    this.#needs.closeDoor();
  }

  /** Takes it off air; `note` says why, when nobody asked for that. Twice is harmless. */
  end(note: string | null): void {
    this.#isWantedAgain = false;
    if (this.#process === null || this.#isEnding) return;
    this.#isEnding = true;
    this.#note = note;
    this.#process.kill();
  }

  #begin(hasLetters: boolean): void {
    const { channelName, openDoor } = this.#needs;
    const seconds = LONGEST_MS / 1000;
    this.#isOnAir = false;
    this.#process = this.#run({
      arguments: testPictureArguments({ name: channelName(), hasLetters, address: openDoor(), seconds }),
      onEnd: (end) => this.#onEnd(end, hasLetters),
    });
  }

  #onEnd(end: ProcessEnd, hadLetters: boolean): void {
    const wasStarting = !this.#isEnding && !this.#isOnAir;
    this.#process = null;
    this.#needs.closeDoor();
    // An ffmpeg without fonts or without the filter for letters says so at once, and can do the rest.
    if (wasStarting && hadLetters && end.kind === 'exited' && end.code !== 0) return this.#begin(false);
    for (const cancel of this.#cancels) cancel();
    if (this.#isWantedAgain) return this.start();
    if (!this.#isEnding) this.#note = noteOf(end, this.#needs.ffmpegPath());
    if (this.#note === null) this.#needs.log.info({}, 'The test picture is over.');
    else this.#needs.log.warn({ why: this.#note }, 'The test picture is over.');
  }

  #runFfmpeg(given: Parameters<Run>[0]): { kill(): void } {
    const { clock, ffmpegPath } = this.#needs;
    return new FfmpegProcess({
      ...given,
      clock,
      ffmpegPath: ffmpegPath(),
      outputCount: 0,
      onOutput: () => undefined,
      onDrain: () => undefined,
      onEnd: (end) => given.onEnd(end),
    });
  }
}

function noteOf(end: ProcessEnd, ffmpegPath: string): string | null {
  return end.kind === 'exited' && end.code === 0 ? null : reportEnd(end, ffmpegPath).sentence;
}
