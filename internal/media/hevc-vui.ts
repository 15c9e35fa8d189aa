import type { BitReader } from './bit-reader.ts';

/** Limits of ITU-T H.265, 7.4.3.2.1: more is an attack. */
const mostReferenceSets = 64;
const mostLongTermPictures = 32;
const mostPictures = 16;
const extendedSampleAspectRatio = 255;

/**
 * Whether each picture is one field (field_seq_flag of annex E), out of a sequence parameter set whose reader stands behind the conformance window
 * (7.3.2.2.1). False as well where that cannot be read.
 */
export function readFieldSequence(reader: BitReader, subLayersAboveFirst: number): boolean {
  skipNumbers(reader, 2);
  const pictureOrderBits = reader.unsignedExpGolomb() + 4;
  skipNumbers(reader, 3 * (reader.flag() ? subLayersAboveFirst + 1 : 1));
  skipNumbers(reader, 6);
  if (reader.flag() && reader.flag()) skipScalingLists(reader);
  reader.skip(2);
  if (reader.flag()) {
    reader.skip(8);
    skipNumbers(reader, 2);
    reader.skip(1);
  }
  skipReferenceSets(reader);
  if (reader.flag()) {
    const pictures = Math.min(mostLongTermPictures, reader.unsignedExpGolomb());
    reader.skip(pictures * (pictureOrderBits + 1));
  }
  reader.skip(2);
  return reader.flag() && readVui(reader) && !reader.overrun;
}

/** The beginning of vui_parameters (E.2.1). */
function readVui(reader: BitReader): boolean {
  if (reader.flag() && reader.bits(8) === extendedSampleAspectRatio) reader.skip(32);
  if (reader.flag()) reader.skip(1);
  if (reader.flag()) {
    reader.skip(4);
    if (reader.flag()) reader.skip(24);
  }
  if (reader.flag()) skipNumbers(reader, 2);
  reader.skip(1);
  return reader.flag();
}

/** 7.3.4. */
function skipScalingLists(reader: BitReader): void {
  for (let size = 0; size < 4; size += 1) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      if (!reader.flag()) reader.unsignedExpGolomb();
      else skipNumbers(reader, Math.min(64, 1 << (4 + 2 * size)) + (size > 1 ? 1 : 0));
    }
  }
}

/** st_ref_pic_set (7.3.7): how far off the pictures of a set are has to be known to read one that is predicted from it (7.4.8). */
function skipReferenceSets(reader: BitReader): void {
  const sets = Math.min(mostReferenceSets, reader.unsignedExpGolomb());
  let distances: readonly number[] = [];
  for (let index = 0; index < sets && !reader.overrun; index += 1) {
    const isPredicted = index > 0 && reader.flag();
    distances = isPredicted ? readPredictedSet(reader, distances) : readSet(reader);
  }
}

function readSet(reader: BitReader): number[] {
  const before = Math.min(mostPictures, reader.unsignedExpGolomb());
  const after = Math.min(mostPictures, reader.unsignedExpGolomb());
  return [...readDistances(reader, before, -1), ...readDistances(reader, after, 1)];
}

function readDistances(reader: BitReader, count: number, sign: 1 | -1): number[] {
  let distance = 0;
  return Array.from({ length: count }, () => {
    distance += sign * (reader.unsignedExpGolomb() + 1);
    reader.skip(1);
    return distance;
  });
}

function readPredictedSet(reader: BitReader, from: readonly number[]): number[] {
  const isBack = reader.flag();
  const by = (reader.unsignedExpGolomb() + 1) * (isBack ? -1 : 1);
  // The picture itself counts as one more, at no distance.
  const distances = [...from, 0].flatMap((distance) => (reader.flag() || reader.flag() ? [distance + by] : []));
  const before = distances.filter((distance) => distance < 0).toSorted((a, b) => b - a);
  const after = distances.filter((distance) => distance > 0).toSorted((a, b) => a - b);
  return [...before, ...after].slice(0, mostPictures);
}

/** ue(v) and se(v) are equally long. */
function skipNumbers(reader: BitReader, count: number): void {
  for (let index = 0; index < count && !reader.overrun; index += 1) reader.unsignedExpGolomb();
}
