import { box, fullBox, uint16, uint32, zeros } from './boxes.ts';
import type { AudioConfig, VideoConfig } from './packet.ts';
import { audioTrackId } from './track-ids.ts';

/** Sample entry, and the box in it that holds the codec data, by codec. */
const videoBoxes = {
  avc: ['avc1', 'avcC'],
  hevc: ['hvc1', 'hvcC'],
  av1: ['av01', 'av1C'],
  vp9: ['vp09', 'vpcC'],
} as const;
/** Object type indications of the registration authority: MPEG-4 audio, and MPEG-1 and MPEG-2 layer III. */
const objectTypeMpeg4Audio = 0x40;
const objectTypeMpeg1Audio = 0x6b;
const objectTypeMpeg2Audio = 0x69;

/** The visual sample entry (ISO/IEC 14496-12, 12.1.3) with the codec's own box. */
export function videoSampleEntry(config: VideoConfig): Buffer {
  const [entry, codecBox] = videoBoxes[config.codec];
  return box(
    entry,
    zeros(6),
    uint16(1),
    zeros(16),
    uint16(config.width, config.height),
    uint32(0x48_0000, 0x48_0000, 0),
    uint16(1),
    zeros(32),
    uint16(0x18, 0xffff),
    box(codecBox, config.description),
  );
}

/** The audio sample entry (ISO/IEC 14496-12, 12.2.3). */
export function audioSampleEntry(config: AudioConfig): Buffer {
  // The field holds 16.16 fixed point; rates above 65,535 Hz are told by the timescale alone.
  const rateField = config.sampleRate < 0x1_0000 ? config.sampleRate * 0x1_0000 : 0;
  return box(
    config.codec === 'opus' ? 'Opus' : 'mp4a',
    zeros(6),
    uint16(1),
    zeros(8),
    uint16(config.channels, 16, 0, 0),
    uint32(rateField),
    config.codec === 'opus' ? box('dOps', config.description) : elementaryStreamDescriptor(config),
  );
}

/** The esds box (ISO/IEC 14496-14, 5.6.1) with the descriptors of ISO/IEC 14496-1, 7.2.6. */
function elementaryStreamDescriptor(config: AudioConfig): Buffer {
  const audioStreamType = 0x15;
  const decoderSpecific = config.description.length === 0 ? zeros(0) : descriptor(5, config.description);
  const decoderConfig = descriptor(
    4,
    Buffer.from([objectTypeOf(config), audioStreamType, 0, 0, 0]),
    uint32(0, 0),
    decoderSpecific,
  );
  const syncLayerForMp4 = descriptor(6, Buffer.from([2]));
  return fullBox('esds', 0, 0, descriptor(3, uint16(audioTrackId), zeros(1), decoderConfig, syncLayerForMp4));
}

function objectTypeOf(config: AudioConfig): number {
  if (config.codec === 'aac') return objectTypeMpeg4Audio;
  return config.sampleRate >= 32_000 ? objectTypeMpeg1Audio : objectTypeMpeg2Audio;
}

/** A descriptor with its size in four bytes of seven bits (ISO/IEC 14496-1, 8.3.3). */
function descriptor(tag: number, ...contents: readonly Buffer[]): Buffer {
  const size = contents.reduce((sum, part) => sum + part.length, 0);
  const sizeBytes = [21, 14, 7, 0].map((shift) => ((size >> shift) & 0x7f) | (shift === 0 ? 0 : 0x80));
  return Buffer.concat([Buffer.from([tag, ...sizeBytes]), ...contents]);
}
