import { encodeAmf0, type AmfOutput } from '../rtmp/amf0-writer.ts';

/** AVCDecoderConfigurationRecords that x264 wrote: 640x360 and 320x180, High profile. */
const avcRecords = {
  large: '0164001effe1001a6764001eacd940a02ff970110000030001000003003c0f162d9601000468efbcb0fdf8f800',
  small: '0164000dffe1001a6764000dacd941419f9f0110000003001000000303c0f142996001000468ef8fcbfdf8f800',
} as const;

/** AVC sequence header of a picture size. */
export function videoHeader(size: keyof typeof avcRecords = 'large'): Buffer {
  return Buffer.concat([Buffer.of(0x17, 0, 0, 0, 0), Buffer.from(avcRecords[size], 'hex')]);
}

/** A coded picture of one slice: IDR (NAL type 5) or not (type 1). */
export function videoFrame(isKey: boolean, compositionMs = 0, sizeBytes = 40): Buffer {
  const head = Buffer.of(isKey ? 0x17 : 0x27, 1, 0, 0, 0, 0, 0, 0, 0, isKey ? 0x65 : 0x41, 0x88);
  head.writeIntBE(compositionMs, 2, 3);
  head.writeUInt32BE(2 + sizeBytes, 5);
  return Buffer.concat([head, Buffer.alloc(sizeBytes, 0x55)]);
}

/** AudioSpecificConfig of AAC-LC at 48 kHz, mono or stereo. */
export function audioHeader(channels: 1 | 2 = 2): Buffer {
  return Buffer.of(0xaf, 0, 0x11, 0x80 | (channels << 3));
}

export function audioFrame(sizeBytes = 20): Buffer {
  return Buffer.concat([Buffer.of(0xaf, 1), Buffer.alloc(sizeBytes, 0x21)]);
}

/** An `onMetaData` message as encoders send it. */
export function metadataBody(properties: { readonly [key: string]: AmfOutput }): Buffer {
  return encodeAmf0('@setDataFrame', 'onMetaData', properties);
}
