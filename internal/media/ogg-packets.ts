const headBytes = 27;
const pageMarker = Buffer.from('OggS', 'latin1');
/** A segment as long as this goes on in the next one. */
const fullSegmentBytes = 255;
/** The identification and the comment header (RFC 7845, 5). */
const opusHeaders = 2;

/** The sound packets of an Ogg file of one Opus stream (RFC 3533, 6; RFC 7845), as ffmpeg writes it: what is cut short at its end is left out. */
export function opusPacketsOfOgg(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let parts: Buffer[] = [];
  for (let offset = 0; file.subarray(offset, offset + pageMarker.length).equals(pageMarker);) {
    const segmentCount = file[offset + headBytes - 1] ?? 0;
    const lengths = file.subarray(offset + headBytes, offset + headBytes + segmentCount);
    let at = offset + headBytes + segmentCount;
    for (const length of lengths) {
      if (at + length > file.length) return packets.slice(opusHeaders);
      parts.push(file.subarray(at, at + length));
      at += length;
      if (length === fullSegmentBytes) continue;
      packets.push(Buffer.concat(parts));
      parts = [];
    }
    offset = at;
  }
  return packets.slice(opusHeaders);
}
