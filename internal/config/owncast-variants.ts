import { isDeepStrictEqual } from 'node:util';
import {
  bestFirst,
  isEffort,
  type LadderRung,
  type LadderSetting,
  ladderBounds,
  ladderRung,
  rungCodecNames,
  rungName,
  sameness,
  usualEffort,
  writeLadder,
} from './ladder-setting.ts';
import { matchVariants } from './match-variants.ts';
import type { OutputVariant } from './shapes.ts';

/** The ladder that a list of variants asks for, as the text of the setting, and what of it is done differently, in sentences. */
export interface LadderOfVariants {
  readonly ladder: string;
  readonly notes: readonly string[];
}

const usualSourceName = 'Source';
/** Frames per second of a variant that names none, and what one without a bitrate gets. */
const unsaidFrameRate = 24;
const unsaidBitrateKbps = 1200;

/** The ladder that a list of variants takes the place of. `automatic` are the rungs that clients were told of for `auto`. */
export interface LadderBefore {
  readonly ladder: LadderSetting;
  readonly automatic: readonly LadderRung[];
}

/** What variants as clients of Owncast write them come to here. What those clients do not know of stays as it was in `before`. */
export function variantsToLadder(
  variants: readonly OutputVariant[],
  before: LadderBefore = { ladder: 'off', automatic: [] },
): LadderOfVariants {
  const notes = new Set<string>();
  const told = ladderToVariants(before.ladder, before.automatic);
  if (isAsTold(variants, told)) {
    if (before.ladder === 'auto') notes.add('These are the automatic qualities: they stay automatic.');
    return { ladder: writeLadder(before.ladder), notes: [...notes] };
  }
  const rungsBefore = before.ladder === 'auto' ? before.automatic : before.ladder === 'off' ? [] : before.ladder.rungs;
  const matched = matchVariants(variants, told);
  const source = variants.find(({ videoPassthrough }) => videoPassthrough);
  if (source === undefined)
    notes.add('The picture is also passed on as it comes: that costs nothing, and starts fastest.');
  const rungs = new Map<string, LadderRung>();
  for (const [position, variant] of variants.entries()) {
    if (!variant.audioPassthrough && variant.audioBitrate > 0) {
      notes.add('The sound is passed on as it comes: its bitrate is the one that the encoder sends.');
    }
    if (variant.videoPassthrough) continue;
    const match = matched[position] ?? null;
    const rung = withUnknown(toRung(variant, notes), variant, {
      told: told[match ?? -1] ?? null,
      rung: match === null ? null : (rungsBefore[match - 1] ?? null),
    });
    if (variant.codec === undefined && rung.codec !== 'h264')
      notes.add(`What was in ${rungCodecNames[rung.codec]} stays so.`);
    if (rungs.has(sameness(rung))) notes.add('Of variants with the same size, bitrate and frame rate one is made.');
    else rungs.set(sameness(rung), rung);
  }
  const best = [...rungs.values()].toSorted(bestFirst);
  if (best.length > ladderBounds.rungs) {
    notes.add(`At most ${ladderBounds.rungs} variants are made besides the source; the smallest were left out.`);
  }
  const givenName = nameOf(source?.name ?? '', notes);
  const sourceName = givenName === usualSourceName ? null : givenName;
  return { ladder: writeLadder({ sourceName, rungs: best.slice(0, ladderBounds.rungs) }), notes: [...notes] };
}

function toRung(variant: OutputVariant, notes: Set<string>): LadderRung {
  const fit = (value: number, bounds: { min: number; max: number }, what: string, isSide = false): number => {
    const even = isSide ? 2 * Math.round(value / 2) : value;
    const fitted = Math.min(bounds.max, Math.max(bounds.min, even));
    if (fitted !== value) notes.add(`A ${what} of ${value} became ${fitted}.`);
    return fitted;
  };
  const side = (pixels: number, bounds: { min: number; max: number }, what: string): number | null =>
    pixels === 0 ? null : fit(pixels, bounds, what, true);
  const rung = ladderRung({
    heightPixels: side(variant.scaledHeight, ladderBounds.heightPixels, 'height'),
    widthPixels: side(variant.scaledWidth, ladderBounds.widthPixels, 'width'),
    bitrateKbps: fit(variant.videoBitrate || unsaidBitrateKbps, ladderBounds.bitrateKbps, 'video bitrate'),
    frameRate: fit(variant.framerate || unsaidFrameRate, ladderBounds.frameRate, 'frame rate'),
    effort: isEffort(variant.cpuUsageLevel) ? variant.cpuUsageLevel : usualEffort,
    audioKbps:
      variant.audioPassthrough || variant.audioBitrate === 0
        ? null
        : fit(variant.audioBitrate, ladderBounds.audioKbps, 'audio bitrate'),
  });
  return { ...rung, name: nameOf(variant.name, notes) };
}

/** A rung with what its variant does not say: the codec, and a frame rate that is left to the size. */
function withUnknown(
  rung: LadderRung,
  variant: OutputVariant,
  before: { readonly told: OutputVariant | null; readonly rung: LadderRung | null },
): LadderRung {
  const codec = variant.codec ?? before.rung?.codec ?? rung.codec;
  const isSameRate = before.told !== null && before.told.framerate === variant.framerate;
  const frameRate = isSameRate && before.rung?.frameRate === null ? null : rung.frameRate;
  const whole = { ...rung, codec, frameRate };
  return whole.name === rungName({ ...whole, name: null }) ? { ...whole, name: null } : whole;
}

function nameOf(given: string, notes: Set<string>): string | null {
  const name = given
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, ladderBounds.nameCharacters)
    .trim();
  if (name.length < given.trim().length)
    notes.add(`A name longer than ${ladderBounds.nameCharacters} characters was cut.`);
  return name === '' ? null : name;
}

/**
 * A ladder as clients of Owncast read it, the source first. `automatic` are the rungs that stand for `auto`: those on air, or that
 * would be.
 */
export function ladderToVariants(ladder: LadderSetting, automatic: readonly LadderRung[] = []): OutputVariant[] {
  const sourceName = typeof ladder === 'string' ? null : ladder.sourceName;
  const rungs = ladder === 'auto' ? automatic : ladder === 'off' ? [] : ladder.rungs;
  const source: OutputVariant = {
    name: sourceName ?? usualSourceName,
    videoPassthrough: true,
    audioPassthrough: true,
    videoBitrate: 0,
    audioBitrate: 0,
    scaledWidth: 0,
    scaledHeight: 0,
    framerate: 0,
    cpuUsageLevel: 0,
  };
  return [source, ...rungs.map(toVariant)];
}

function toVariant(rung: LadderRung): OutputVariant {
  const isLarge = rung.heightPixels === null || rung.heightPixels >= 720;
  return {
    name: rungName(rung),
    videoPassthrough: false,
    audioPassthrough: rung.audioKbps === null,
    videoBitrate: rung.bitrateKbps,
    audioBitrate: rung.audioKbps ?? 0,
    scaledWidth: rung.widthPixels ?? 0,
    scaledHeight: rung.heightPixels ?? 0,
    framerate: rung.frameRate ?? (isLarge ? 60 : 30),
    cpuUsageLevel: rung.effort,
    ...(rung.codec !== 'h264' && { codec: rung.codec }),
  };
}

function isAsTold(variants: readonly OutputVariant[], told: readonly OutputVariant[]): boolean {
  const isSameCodec = ({ codec }: OutputVariant, position: number): boolean =>
    codec === undefined || codec === (told[position]?.codec ?? 'h264');
  return isDeepStrictEqual(variants.map(withoutCodec), told.map(withoutCodec)) && variants.every(isSameCodec);
}

/** What every client of Owncast says of a variant. */
export function withoutCodec(variant: OutputVariant): OutputVariant {
  const rest = { ...variant };
  delete rest.codec;
  return rest;
}

/** `part-ms` of Owncast's latency levels, 0 the shortest delay. */
const partMsOfLevel = [200, 333, 500, 750, 1000] as const;

/** The length of parts that a latency level stands for; null for a level that there is not. */
export function latencyLevelToPartMs(level: number): number | null {
  return partMsOfLevel[level] ?? null;
}

/** The level whose parts are nearest to that length. */
export function partMsToLatencyLevel(partMs: number): number {
  const distances = partMsOfLevel.map((ms) => Math.abs(ms - partMs));
  return distances.indexOf(Math.min(...distances));
}
