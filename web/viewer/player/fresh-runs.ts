/**
 * Makes a source buffer forget, before each initialisation segment, where the frames before it ended. Media source extensions 3.5.8 call a
 * step of more than two frames in one track a break, and then drop the frames of every track up to its next key frame. At a
 * discontinuity the sound may break a moment after the first key frame: the picture would stand still for a whole segment.
 */
export function beginRunsAfresh(buffer: SourceBuffer): void {
  const append = buffer.appendBuffer.bind(buffer);
  buffer.appendBuffer = (data) => {
    if (isInitSegment(data)) buffer.abort();
    append(data);
  };
}

const FTYP = 0x66747970;
const MOOV = 0x6d6f6f76;

/** Whether the first box is one that only an initialisation segment has (ISO/IEC 14496-12 4.3, 8.2.1). */
export function isInitSegment(data: BufferSource): boolean {
  if (data.byteLength < 8) return false;
  const view = ArrayBuffer.isView(data) ? new DataView(data.buffer, data.byteOffset, 8) : new DataView(data, 0, 8);
  const type = view.getUint32(4);
  return type === FTYP || type === MOOV;
}
