import { statSync } from 'node:fs';
import { type RungCodec, rungCodecNames, rungCodecs } from '../config/ladder-setting.ts';
import { childEnvironment } from '../platform/child-environment.ts';
import type { Clock } from '../platform/clock.ts';
import { findProgram } from '../platform/find-program.ts';
import type { Logger } from '../platform/log.ts';
import type { VideoEncoder } from './encoders/video-encoder.ts';
import { type EncoderReport, tryEncoders } from './encoder-trial.ts';
import { allEncoders, encoderNamed, type LadderEncoders, ladderEncoders } from './encoders/catalogue.ts';

/** `late`: its trial came to no end in time, so that nothing is known of it. */
type EncoderState = 'works' | 'fails' | 'late' | 'untried';

/** What makes one codec of a ladder. */
interface CodecReport {
  readonly codec: RungCodec;
  readonly title: string;
  readonly state: EncoderState;
  /** ffmpeg's name of what makes it; null while nothing is known to. */
  readonly encoder: string | null;
  readonly encoderTitle: string | null;
  /** Why nothing makes it. */
  readonly reasons: { readonly encoder: string; readonly reason: string }[];
}

interface TrialsNeeds {
  readonly clock: Clock;
  readonly log: Logger;
  readonly ffmpegPath: string;
}

/** The start of the server has better things to do. */
const firstTrialMs = 20_000;
/** What is on air comes first. */
const niceness = 15;
/** After so long those that could not be tried in time are tried again, when somebody asks. */
export const doubtMs = 60_000;

/** Which encoders work on this machine: tried one after the other in the background, and remembered for as long as ffmpeg is the same. */
export class EncoderTrials {
  readonly #needs: TrialsNeeds;
  readonly #reports = new Map<string, EncoderReport>();
  #triedProgram: string | null = null;
  #triedMs = -Infinity;
  #running: Promise<void> | null = null;
  /** The trials after those that run. */
  #following: Promise<void> | null = null;
  readonly #stopping = new AbortController();

  constructor(needs: TrialsNeeds) {
    this.#needs = needs;
  }

  /** Tries them soon; the returned function ends that, also in the middle of one. */
  start(): () => Promise<void> {
    const cancel = this.#needs.clock.after(firstTrialMs, () => void this.refresh());
    return async () => {
      cancel();
      this.#stopping.abort();
      await this.#running;
    };
  }

  describe(name: string): { readonly title: string; readonly isHardware: boolean } {
    return encoderNamed(name);
  }

  /** What is known of one; null while it has not been tried. */
  report(name: string): EncoderReport | null {
    return this.#reports.get(name) ?? null;
  }

  state(name: string): EncoderState {
    return stateOf(this.report(name));
  }

  /** What makes a ladder's codecs here, H.264 by the one given. An encoder that has not been tried counts for none. */
  forLadder(h264: VideoEncoder): LadderEncoders {
    return ladderEncoders(h264, (name) => this.report(name)?.works === true);
  }

  /** Whether a codec is missing because what may make it came to no end in time: what else the machine does may have been the reason. */
  isInDoubt(codec: RungCodec): boolean {
    return this.codecs().some((report) => report.codec === codec && report.state === 'late');
  }

  /** What makes each codec of a ladder, or why nothing does, in the order of the codecs. */
  codecs(): CodecReport[] {
    return rungCodecs.map((codec) => {
      const makers = allEncoders.filter((encoder) => encoder.codec === codec);
      const reports = makers.map(({ name }) => this.report(name));
      const maker = makers.find(({ name }) => this.report(name)?.works === true) ?? null;
      const states = reports.map(stateOf);
      const reasons = reports.flatMap((report) =>
        maker !== null || report === null || report.reason === null
          ? []
          : [{ encoder: report.name, reason: report.reason }],
      );
      return {
        codec,
        title: rungCodecNames[codec],
        // Of several the one that leaves most open.
        state: (['works', 'untried', 'late'] as const).find((state) => states.includes(state)) ?? ('fails' as const),
        encoder: maker?.name ?? null,
        encoderTitle: maker?.title ?? null,
        reasons,
      };
    });
  }

  /** Tries all of them, unless that was done with the ffmpeg there is; those that were late again a minute later. Never rejects. */
  refresh(): Promise<void> {
    if (this.#running !== null) return this.#running;
    if (this.#triedProgram !== this.#program()) return this.#begin(allEncoders);
    const late = allEncoders.filter(({ name }) => this.report(name)?.isLate === true);
    const isSoon = this.#needs.clock.monotonicMs() - this.#triedMs < doubtMs;
    return late.length === 0 || isSoon ? Promise.resolve() : this.#begin(late);
  }

  /** Tries all of them, whatever is known; after those that are being tried, which may be through with some. */
  tryAgain(): Promise<void> {
    if (this.#running === null) return this.#begin(allEncoders);
    this.#following ??= this.#running.then(() => {
      this.#following = null;
      return this.#begin(allEncoders);
    });
    return this.#following;
  }

  /** One that failed on air is not trusted before it has been tried again. */
  distrust(name: string, reason: string): void {
    const known = encoderNamed(name);
    if (known.name === name) this.#reports.set(name, { name, title: known.title, works: false, reason, isLate: false });
  }

  #begin(encoders: readonly VideoEncoder[]): Promise<void> {
    this.#running ??= this.#try(encoders).finally(() => (this.#running = null));
    return this.#running;
  }

  async #try(encoders: readonly VideoEncoder[]): Promise<void> {
    const { clock, ffmpegPath, log } = this.#needs;
    const program = this.#program();
    await tryEncoders({
      clock,
      ffmpegPath,
      encoders,
      atOnce: 1,
      niceness,
      signal: this.#stopping.signal,
      onReport: (report) => this.#reports.set(report.name, report),
    });
    if (this.#stopping.signal.aborted) return;
    this.#triedProgram = program;
    this.#triedMs = clock.monotonicMs();
    const reports = [...this.#reports.values()];
    const named = (some: readonly EncoderReport[]) => some.map(({ name }) => name);
    log.info(
      { encoders: named(reports.filter(({ works }) => works)), late: named(reports.filter(({ isLate }) => isLate)) },
      'The video encoders of this machine were tried.',
    );
  }

  /** What tells one ffmpeg from the next; where there is none, its name. */
  #program(): string {
    const { ffmpegPath } = this.#needs;
    try {
      const file = findProgram(ffmpegPath, childEnvironment()['PATH']) ?? ffmpegPath;
      const { ino, mtimeMs, size } = statSync(file);
      return `${file} ${ino} ${mtimeMs} ${size}`;
    } catch {
      return ffmpegPath;
    }
  }
}

function stateOf(report: EncoderReport | null): EncoderState {
  if (report === null) return 'untried';
  return report.works ? 'works' : report.isLate ? 'late' : 'fails';
}
