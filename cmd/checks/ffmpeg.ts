import { type RungCodec, rungCodecNames } from '../../internal/config/ladder-setting.ts';
import type { FfmpegReport } from '../../internal/transcode/probe.ts';
import { doubt, fault, type Finding, good } from './finding.ts';

const subject = 'ffmpeg';
/** What makes the smaller renditions where the one that is set does not work, and what makes the other codecs without a chip. */
const onProcessor: Readonly<Record<RungCodec, string>> = { h264: 'libx264', hevc: 'libx265', av1: 'libaom-av1' };
const whenBusy = 'Run this again when the machine is less busy.';

type CodecTrials = FfmpegReport['codecs'][number];

interface Wishes {
  /** The encoder that is set. */
  readonly chosen: string;
  /** Whether there are to be smaller renditions: nothing else needs ffmpeg. */
  readonly isNeeded: boolean;
  /** The codecs that the ladder asks for by name. */
  readonly codecs: readonly RungCodec[];
}

/** One finding about ffmpeg and what makes H.264, and one for each other codec. */
export function checkFfmpeg(report: FfmpegReport, wishes: Wishes): Finding[] {
  if (report.problem !== null) {
    const remedy = report.hint ?? 'Install ffmpeg: apt install ffmpeg.';
    return [wishes.isNeeded ? fault(subject, report.problem, remedy) : doubt(subject, report.problem, remedy)];
  }
  return report.codecs.map((trials) =>
    trials.codec === 'h264'
      ? checkH264(trials, report.version, wishes.chosen)
      : checkOther(trials, wishes.codecs.includes(trials.codec)),
  );
}

function checkH264(trials: CodecTrials, version: string | null, chosen: string): Finding {
  const { working, late } = sorted(trials);
  const says = [version ?? 'unknown version', ...inWords(trials)].join('; ');
  if (late.includes(chosen) || late.includes(onProcessor.h264)) return doubt(subject, says, whenBusy);
  const wanted = trials.encoders.find(({ name }) => name === chosen);
  if (wanted === undefined || wanted.works) return good(subject, says);
  const remedy = `Choose another with --video-encoder; until then ${working[0] ?? 'none'} makes the smaller renditions.`;
  return doubt(subject, `${chosen} does not work here. ${wanted.reason ?? ''}`, remedy);
}

/** Renditions in these are extra ones, for who has a decoder: what is not asked for need not work. */
function checkOther(trials: CodecTrials, isWanted: boolean): Finding {
  const name = rungCodecNames[trials.codec];
  const about = `${name} renditions`;
  const { working, late } = sorted(trials);
  const says = inWords(trials).join('; ');
  if (working.length > 0) return good(about, says);
  if (late.length > 0) return isWanted ? doubt(about, says, whenBusy) : good(about, `${says}; none is asked for`);
  if (!isWanted) return good(about, 'nothing makes them here; none is asked for');
  const remedy = `Leave ${name} out of the setting "ladder", or install an ffmpeg built with ${onProcessor[trials.codec]}.`;
  return doubt(about, 'nothing makes them here, so that those of the setting "ladder" are left out', remedy);
}

function inWords(trials: CodecTrials): string[] {
  const { working, late } = sorted(trials);
  return [
    ...(working.length > 0 ? [`${list(working)} ${working.length === 1 ? 'works' : 'work'}`] : []),
    ...(late.length > 0 ? [`${list(late)} could not be tried in time`] : []),
  ];
}

function sorted({ encoders }: CodecTrials): { readonly working: readonly string[]; readonly late: readonly string[] } {
  const named = (some: CodecTrials['encoders']): string[] => some.map(({ name }) => name);
  return {
    working: named(encoders.filter(({ works }) => works)),
    late: named(encoders.filter(({ isLate }) => isLate)),
  };
}

function list(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names);
}
