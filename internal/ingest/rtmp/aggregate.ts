import type { RtmpMessage } from './chunk-reader.ts';

const TAG_HEADER_BYTES = 11;
const BACK_POINTER_BYTES = 4;

/**
 * Takes an aggregate message (RTMP 1.0, 7.1.6) apart. Stamps of the parts are moved so that the first one equals the
 * aggregate's own. The payloads are views. Returns null when it is malformed or holds more than `maxTags`.
 */
export function splitAggregate(message: RtmpMessage, maxTags: number): RtmpMessage[] | null {
  const { payload } = message;
  const parts: RtmpMessage[] = [];
  let shiftMs: number | null = null;
  let offset = 0;
  while (offset < payload.length) {
    if (offset + TAG_HEADER_BYTES > payload.length || parts.length >= maxTags) return null;
    const typeId = payload[offset] as number;
    const sizeBytes = payload.readUIntBE(offset + 1, 3);
    const stampMs = payload.readUIntBE(offset + 4, 3) + (payload[offset + 7] as number) * 0x1000000;
    const bodyAt = offset + TAG_HEADER_BYTES;
    if (bodyAt + sizeBytes > payload.length) return null;
    shiftMs ??= message.timestampMs - stampMs;
    parts.push({
      typeId,
      streamId: message.streamId,
      timestampMs: (stampMs + shiftMs) >>> 0,
      payload: payload.subarray(bodyAt, bodyAt + sizeBytes),
    });
    // The back pointer after the last tag may be missing.
    offset = bodyAt + sizeBytes + BACK_POINTER_BYTES;
  }
  return parts;
}
