/**
 * The ex-header of Enhanced RTMP v2 ("ExVideoTagHeader", "ExAudioTagHeader"), which video and audio share but for the
 * meaning of the packet type's numbers.
 */
export type EnhancedHeader =
  | {
      readonly kind: 'packet';
      readonly packetType: number;
      readonly fourCc: string;
      /** 0 is the default track, also where no track is named. */
      readonly trackId: number;
      /** What the message's stamp lacks, 0 to 999,999. */
      readonly nanoseconds: number;
      readonly body: Buffer;
    }
  /** Several tracks in one message, as no encoder is known to send; the codecs are not looked at. */
  | { readonly kind: 'many-tracks' }
  | { readonly kind: 'malformed' };

/** The packet type that wraps another one with modifiers, in both kinds of tag. */
const packetTypeModEx = 7;
const modifierNanoseconds = 0;
const mostNanoseconds = 999_999;
const multitrackOneTrack = 0;
const defaultTrackId = 0;
/** Real packets carry one modifier; a chain of them is an attack on the loop. */
const maximumModifiers = 8;

/**
 * Reads on behind the tag's first byte. `firstType` is that byte's low half; `multitrackType` is the packet type that
 * announces a track's id (6 for video, 5 for audio).
 */
export function readEnhancedHeader(body: Buffer, firstType: number, multitrackType: number): EnhancedHeader {
  const unwrapped = readModifiers(body, firstType);
  if (unwrapped === null) return { kind: 'malformed' };
  const { nanoseconds } = unwrapped;
  let { packetType, offset } = unwrapped;
  const isMultitrack = packetType === multitrackType;
  if (isMultitrack) {
    const trackByte = body[offset];
    if (trackByte === undefined) return { kind: 'malformed' };
    if (trackByte >> 4 !== multitrackOneTrack) return { kind: 'many-tracks' };
    packetType = trackByte & 15;
    offset += 1;
  }
  if (offset + 4 > body.length) return { kind: 'malformed' };
  const fourCc = body.toString('latin1', offset, offset + 4);
  offset += 4;
  let trackId = defaultTrackId;
  if (isMultitrack) {
    if (offset >= body.length) return { kind: 'malformed' };
    trackId = body[offset] ?? defaultTrackId;
    offset += 1;
  }
  return { kind: 'packet', packetType, fourCc, trackId, nanoseconds, body: body.subarray(offset) };
}

interface Modified {
  readonly packetType: number;
  readonly offset: number;
  readonly nanoseconds: number;
}

/** Reads ModEx packets; of their kinds only the stamp's nanoseconds mean something, the others are stepped over. */
function readModifiers(body: Buffer, firstType: number): Modified | null {
  let packetType = firstType;
  let offset = 1;
  let nanoseconds = 0;
  for (let count = 0; packetType === packetTypeModEx; count += 1) {
    if (count === maximumModifiers || offset >= body.length) return null;
    let size = (body[offset] ?? 0) + 1;
    offset += 1;
    if (size === 256) {
      if (offset + 2 > body.length) return null;
      size = body.readUInt16BE(offset) + 1;
      offset += 2;
    }
    const data = body.subarray(offset, offset + size);
    offset += size;
    const typeByte = body[offset];
    if (typeByte === undefined) return null;
    if (typeByte >> 4 === modifierNanoseconds && size >= 3) {
      nanoseconds = Math.min(mostNanoseconds, data.readUIntBE(0, 3));
    }
    packetType = typeByte & 15;
    offset += 1;
  }
  return { packetType, offset, nanoseconds };
}
