import type { FfmpegReport } from '../../internal/transcode/probe.ts';
import { doubt, fault, type Finding, good } from './finding.ts';

const subject = 'ffmpeg';
/** What makes the smaller renditions where the one that is set does not work. */
const substitute = 'libx264';

/** `chosen` is the encoder that is set; without smaller renditions nothing needs ffmpeg. */
export function checkFfmpeg(
  report: FfmpegReport,
  { chosen, isNeeded }: { readonly chosen: string; readonly isNeeded: boolean },
): Finding {
  if (report.problem === null) return checkEncoders(report, chosen);
  const remedy = report.hint ?? 'Install ffmpeg: apt install ffmpeg.';
  return isNeeded ? fault(subject, report.problem, remedy) : doubt(subject, report.problem, remedy);
}

function checkEncoders({ encoders, version }: FfmpegReport, chosen: string): Finding {
  const working = encoders.filter(({ works }) => works).map(({ name }) => name);
  const late = encoders.filter(({ isLate }) => isLate).map(({ name }) => name);
  const says = [
    version ?? 'unknown version',
    ...(working.length > 0 ? [`${list(working)} ${working.length === 1 ? 'works' : 'work'}`] : []),
    ...(late.length > 0 ? [`${list(late)} could not be tried in time`] : []),
  ].join('; ');
  if (late.includes(chosen) || late.includes(substitute))
    return doubt(subject, says, 'Run this again when the machine is less busy.');
  const wanted = encoders.find(({ name }) => name === chosen);
  if (wanted === undefined || wanted.works) return good(subject, says);
  const remedy = `Choose another with --video-encoder; until then ${working[0] ?? 'none'} makes the smaller renditions.`;
  return doubt(subject, `${chosen} does not work here. ${wanted.reason ?? ''}`, remedy);
}

function list(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names);
}
