import { statSync } from 'node:fs';
import { type RungCodec, rungCodecNames, rungCodecs } from '../config/ladder-setting.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';
import type { VideoEncoder } from './encoders/video-encoder.ts';
import { type EncoderReport, tryEncoder } from './encoder-trial.ts';
import { allEncoders, encoderNamed, type LadderEncoders, ladderEncoders } from './encoders/catalogue.ts';

/** What makes one codec of a ladder. */
interface CodecReport {
  readonly codec: RungCodec;
  readonly title: string;
  readonly state: 'works' | 'fails' | 'untried';
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
/** For so long a trial that came to no end in time is taken for one that failed. */
export const doubtMs = 60_000;

/** Which encoders work on this machine: tried one after the other in the background, and remembered for as long as ffmpeg is the same. */
export class EncoderTrials {
  readonly #needs: TrialsNeeds;
  readonly #reports = new Map<string, EncoderReport>();
  #triedProgram: string | null = null;
  #triedMs = -Infinity;
  #running: Promise<void> | null = null;
  #isStopped = false;

  constructor(needs: TrialsNeeds) {
    this.#needs = needs;
  }

  /** Tries them soon; the returned function keeps it from beginning with another, and waits for the one that is being tried. */
  start(): () => Promise<void> {
    const cancel = this.#needs.clock.after(firstTrialMs, () => void this.refresh());
    return async () => {
      cancel();
      this.#isStopped = true;
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

  /** What makes a ladder's codecs here, H.264 by the one given. An encoder that has not been tried counts for none. */
  forLadder(h264: VideoEncoder): LadderEncoders {
    return ladderEncoders(h264, (name) => this.report(name)?.works === true);
  }

  /** Whether one of them came to no end in time: what else the machine does may have been the reason. */
  get wasTooSlow(): boolean {
    return [...this.#reports.values()].some(({ isLate }) => isLate === true);
  }

  /** What makes each codec of a ladder, or why nothing does, in the order of the codecs. */
  codecs(): CodecReport[] {
    return rungCodecs.map((codec) => {
      const makers = allEncoders.filter((encoder) => encoder.codec === codec);
      const reports = makers.map(({ name }) => this.report(name));
      const maker = makers.find(({ name }) => this.report(name)?.works === true) ?? null;
      const isUntried = reports.some((report) => report === null);
      const reasons = reports.flatMap((report) =>
        maker !== null || report === null || report.reason === null
          ? []
          : [{ encoder: report.name, reason: report.reason }],
      );
      return {
        codec,
        title: rungCodecNames[codec],
        state: maker !== null ? ('works' as const) : isUntried ? ('untried' as const) : ('fails' as const),
        encoder: maker?.name ?? null,
        encoderTitle: maker?.title ?? null,
        reasons,
      };
    });
  }

  /** Tries all of them, unless that was done with the ffmpeg there is; again a minute later where one was too slow. Never rejects. */
  refresh(): Promise<void> {
    return this.#triedProgram === this.#program() && !this.#isDoubtful() ? Promise.resolve() : this.tryAgain();
  }

  /** Tries all of them, whatever is known. */
  tryAgain(): Promise<void> {
    this.#running ??= this.#tryAll().finally(() => (this.#running = null));
    return this.#running;
  }

  /** One that failed on air is not trusted before it has been tried again. */
  distrust(name: string, reason: string): void {
    const known = encoderNamed(name);
    if (known.name === name) this.#reports.set(name, { name, title: known.title, works: false, reason });
  }

  async #tryAll(): Promise<void> {
    const { clock, ffmpegPath, log } = this.#needs;
    const program = this.#program();
    for (const encoder of allEncoders) {
      if (this.#isStopped) return;
      this.#reports.set(encoder.name, await tryEncoder({ clock, ffmpegPath, encoder }));
    }
    this.#triedProgram = program;
    this.#triedMs = clock.monotonicMs();
    const working = [...this.#reports.values()].filter(({ works }) => works).map(({ name }) => name);
    log.info({ encoders: working }, 'The video encoders of this machine were tried.');
  }

  #isDoubtful(): boolean {
    return this.wasTooSlow && this.#needs.clock.monotonicMs() - this.#triedMs >= doubtMs;
  }

  /** What tells one ffmpeg from the next; a name that is looked up in the path stands for itself. */
  #program(): string {
    const { ffmpegPath } = this.#needs;
    try {
      const { ino, mtimeMs, size } = statSync(ffmpegPath);
      return `${ffmpegPath} ${ino} ${mtimeMs} ${size}`;
    } catch {
      return ffmpegPath;
    }
  }
}
