import type { Findings } from './findings.ts';
import type { TrackInit } from './media-reader.ts';
import type { ParsedPlaylist, ParsedVariant } from './playlist-parser.ts';
import type { RenditionFollower, Weighed } from './rendition-follower.ts';

/** Starts of one segment in two renditions differ by no more: audio begins where decoding does, pictures later. */
const startToleranceMs = 320;
/** PROGRAM-DATE-TIME less media time is one figure for the whole broadcast; its own rounding and a frame's aside. */
const epochToleranceMs = 25;

interface Known {
  readonly url: string;
  readonly programDateTimeMs: number | null;
  readonly discontinuitySequence: number;
}

/** What renditions of one presentation owe each other (RFC 8216bis, 6.2.4). */
export class CrossRules {
  readonly #findings: Findings;
  readonly #segments = new Map<number, Known>();

  constructor(needs: { findings: Findings }) {
    this.#findings = needs.findings;
  }

  /** The same media sequence number stands for the same time and the same discontinuities everywhere. */
  observe(url: string, playlist: ParsedPlaylist): void {
    for (const segment of playlist.segments) {
      const { mediaSequence, programDateTimeMs, discontinuitySequence } = segment;
      const known = this.#segments.get(mediaSequence);
      if (known === undefined) {
        this.#segments.set(mediaSequence, { url, programDateTimeMs, discontinuitySequence });
        continue;
      }
      const apartMs = Math.abs((known.programDateTimeMs ?? 0) - (programDateTimeMs ?? 0));
      if (apartMs > startToleranceMs) {
        this.#findings.add(
          'renditions-apart',
          url,
          `segment ${mediaSequence} starts ${apartMs} ms apart from ${known.url}`,
        );
      }
      if (known.discontinuitySequence !== discontinuitySequence) {
        const text = `segment ${mediaSequence} has discontinuity sequence ${discontinuitySequence}`;
        this.#findings.add('discontinuities-apart', url, `${text}, ${known.discontinuitySequence} in ${known.url}`);
      }
    }
  }

  /** The dates of all segments of all renditions come from one epoch. */
  checkEpochs(followers: readonly RenditionFollower[]): void {
    const all = followers.flatMap(({ url, media }) =>
      [...media.epochs].map(([number, epoch]) => ({ url, number, epoch })),
    );
    const sorted = all.map(({ epoch }) => epoch).toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    for (const { url, number, epoch } of all) {
      const off = Math.abs(epoch - (median ?? epoch));
      if (off > epochToleranceMs) {
        this.#findings.add(
          'program-date-time-off',
          url,
          `segment ${number} is dated ${off.toFixed(1)} ms off the others`,
        );
      }
    }
  }
}

/** What the multivariant playlist says of a rendition has to be true of its media (4.4.6.2). */
export function checkVariant(
  variant: ParsedVariant,
  follower: { url: string; media: { tracks: readonly TrackInit[]; frameRate: number | null } },
  findings: Findings,
): void {
  const where = follower.url;
  const { tracks, frameRate } = follower.media;
  if (tracks.length === 0) return;
  // An encoder may have changed its codec data, and the playlist tells of those it has now: one of each kind that there was.
  const declaredCodecs = variant.codecs.map((codec) => codec.toLowerCase());
  for (const kind of new Set(tracks.map((track) => track.kind))) {
    const codecs = tracks.filter((track) => track.kind === kind).map((track) => track.codec.toLowerCase());
    if (codecs.some((codec) => declaredCodecs.includes(codec))) continue;
    findings.add('codecs', where, `its media is ${codecs.join(', ')}, CODECS says ${variant.codecs.join(',')}`);
  }
  const sizes = tracks.filter((track) => track.kind === 'video').map(({ width, height }) => `${width}x${height}`);
  const declared = variant.resolution === null ? '' : `${variant.resolution.width}x${variant.resolution.height}`;
  if (sizes.length > 0 && !sizes.includes(declared)) {
    findings.add('resolution', where, `its media is ${sizes.join(', ')}, RESOLUTION says ${declared}`);
  }
  if (frameRate !== null && (variant.frameRate === null || Math.abs(variant.frameRate / frameRate - 1) > 0.1)) {
    findings.add(
      'frame-rate',
      where,
      `its media has ${frameRate.toFixed(2)} frames/s, FRAME-RATE says ${variant.frameRate}`,
    );
  }
}

/** BANDWIDTH, as declared at the end, against the segments that are listed then: their peak may not pass it by more than a tenth. */
export function checkBandwidth(
  variant: ParsedVariant,
  follower: { url: string; weighed: readonly Weighed[]; targetDuration: number },
  findings: Findings,
): void {
  const { url, weighed, targetDuration } = follower;
  const { bandwidth, averageBandwidth } = variant;
  if (bandwidth === null) findings.add('bandwidth', url, 'BANDWIDTH is missing');
  const peak = peakBitRate(weighed, targetDuration);
  if (bandwidth === null || peak === null) return;
  // A segment may have come since the playlist was fetched; of a live stream Apple's authoring specification allows even 25 %.
  if (bandwidth * 1.1 < peak) findings.add('bandwidth', url, `BANDWIDTH=${bandwidth}, measured ${Math.round(peak)}`);
  if (averageBandwidth !== null && averageBandwidth > bandwidth) {
    findings.add('average-bandwidth', url, `AVERAGE-BANDWIDTH=${averageBandwidth} is above BANDWIDTH=${bandwidth}`);
  }
}

/** The largest bit rate of any run of segments from 0.5 to 1.5 target durations; null without any. */
export function peakBitRate(weighed: readonly Weighed[], targetDuration: number): number | null {
  let peak: number | null = null;
  for (const [from] of weighed.entries()) {
    let bytes = 0;
    let seconds = 0;
    for (const [index, segment] of weighed.slice(from).entries()) {
      if (segment.mediaSequence !== (weighed[from]?.mediaSequence ?? 0) + index) break;
      bytes += segment.bytes;
      seconds += segment.seconds;
      if (seconds > 1.5 * targetDuration) break;
      if (seconds >= 0.5 * targetDuration) peak = Math.max(peak ?? 0, (bytes * 8) / seconds);
    }
  }
  return peak;
}
