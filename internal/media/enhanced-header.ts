/**
 * The ex-header of Enhanced RTMP v2 ("ExVideoTagHeader", "ExAudioTagHeader"), which video and audio share but for the
 * meaning of the packet type's numbers.
 */
export type EnhancedHeader =
  | { readonly kind: 'packet'; readonly packetType: number; readonly fourCc: string; readonly body: Buffer }
  /** Multitrack with more than the one default track in it; the codecs are not looked at. */
  | { readonly kind: 'multitrack' }
  | { readonly kind: 'malformed' };

/** The packet type that wraps another one with modifiers, in both kinds of tag. */
const packetTypeModEx = 7;
const multitrackOneTrack = 0;
const defaultTrackId = 0;
/** Real packets carry one modifier; a chain of them is an attack on the loop. */
const maximumModifiers = 8;

/**
 * Reads on behind the tag's first byte. `firstType` is that byte's low half; `multitrackType` is the packet type that
 * announces several tracks (6 for video, 5 for audio).
 */
export function readEnhancedHeader(body: Buffer, firstType: number, multitrackType: number): EnhancedHeader {
  const unwrapped = skipModifiers(body, firstType);
  if (unwrapped === null) return { kind: 'malformed' };
  let { packetType, offset } = unwrapped;
  const isMultitrack = packetType === multitrackType;
  if (isMultitrack) {
    const trackByte = body[offset];
    if (trackByte === undefined) return { kind: 'malformed' };
    if (trackByte >> 4 !== multitrackOneTrack) return { kind: 'multitrack' };
    packetType = trackByte & 15;
    offset += 1;
  }
  if (offset + 4 > body.length) return { kind: 'malformed' };
  const fourCc = body.toString('latin1', offset, offset + 4);
  offset += 4;
  if (isMultitrack) {
    if (offset >= body.length) return { kind: 'malformed' };
    if (body[offset] !== defaultTrackId) return { kind: 'multitrack' };
    offset += 1;
  }
  return { kind: 'packet', packetType, fourCc, body: body.subarray(offset) };
}

/** Steps over ModEx packets, such as a time stamp's nanoseconds, which this timeline of milliseconds has no use for. */
function skipModifiers(body: Buffer, firstType: number): { packetType: number; offset: number } | null {
  let packetType = firstType;
  let offset = 1;
  for (let count = 0; packetType === packetTypeModEx; count += 1) {
    if (count === maximumModifiers || offset >= body.length) return null;
    let size = (body[offset] ?? 0) + 1;
    offset += 1;
    if (size === 256) {
      if (offset + 2 > body.length) return null;
      size = body.readUInt16BE(offset) + 1;
      offset += 2;
    }
    offset += size;
    const typeByte = body[offset];
    if (typeByte === undefined) return null;
    packetType = typeByte & 15;
    offset += 1;
  }
  return { packetType, offset };
}
