import { box, fullBox, text, uint16, uint32, zeros } from './boxes.ts';
import { videoTimescale } from './media-units.ts';
import type { AudioConfig, TrackConfig, VideoConfig } from './packet.ts';
import { audioTrackId, videoTrackId } from './track-ids.ts';

/** Fixed-point identity matrix of movie and track headers (ISO/IEC 14496-12, 8.2.2.2). */
const identityMatrix = uint32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);
const undeterminedLanguage = 0x55c4;
const trackEnabledInMovie = 3;
const selfContained = 1;
/** Default flags of samples (8.8.3.1): audio, where each can be decoded alone; video says its own in each run. */
const dependsOnNoOther = 0x0200_0000;
/** Object type indications of the registration authority: MPEG-4 audio, and MPEG-1 and MPEG-2 layer III. */
const objectTypeMpeg4Audio = 0x40;
const objectTypeMpeg1Audio = 0x6b;
const objectTypeMpeg2Audio = 0x69;

/** The initialisation segment (ftyp and moov, ISO/IEC 23000-19, 7.3.1) of the tracks that are there; at least one has to be. */
export function writeInitSegment(tracks: TrackConfig): Buffer {
  const { video, audio } = tracks;
  const fileType = box('ftyp', text('iso6'), uint32(0), text('iso6cmfcmp41'));
  const parts: Buffer[] = [movieHeader()];
  const defaults: Buffer[] = [];
  if (video !== null) {
    parts.push(videoTrack(video));
    defaults.push(trackExtends(videoTrackId, 0, 0));
  }
  if (audio !== null) {
    parts.push(audioTrack(audio));
    defaults.push(trackExtends(audioTrackId, audio.samplesPerFrame, dependsOnNoOther));
  }
  return Buffer.concat([fileType, box('moov', ...parts, box('mvex', ...defaults))]);
}

function movieHeader(): Buffer {
  const timescale = 1000;
  const nextTrackId = audioTrackId + 1;
  return fullBox(
    'mvhd',
    0,
    0,
    uint32(0, 0, timescale, 0, 0x1_0000),
    uint16(0x100, 0),
    zeros(8),
    identityMatrix,
    zeros(24),
    uint32(nextTrackId),
  );
}

function trackExtends(trackId: number, sampleDuration: number, sampleFlags: number): Buffer {
  return fullBox('trex', 0, 0, uint32(trackId, 1, sampleDuration, 0, sampleFlags));
}

function videoTrack(config: VideoConfig): Buffer {
  const { width, height } = config;
  const entry = box(
    'avc1',
    zeros(6),
    uint16(1),
    zeros(16),
    uint16(width, height),
    uint32(0x48_0000, 0x48_0000, 0),
    uint16(1),
    zeros(32),
    uint16(0x18, 0xffff),
    box('avcC', config.description),
  );
  const handler = { type: 'vide', name: 'Video', header: fullBox('vmhd', 0, 1, zeros(8)) };
  return track({ id: videoTrackId, timescale: videoTimescale, width, height, volume: 0, handler, entry });
}

function audioTrack(config: AudioConfig): Buffer {
  // The field holds 16.16 fixed point; rates above 65,535 Hz are told by the timescale alone.
  const rateField = config.sampleRate < 0x1_0000 ? config.sampleRate * 0x1_0000 : 0;
  const entry = box(
    'mp4a',
    zeros(6),
    uint16(1),
    zeros(8),
    uint16(config.channels, 16, 0, 0),
    uint32(rateField),
    elementaryStreamDescriptor(config),
  );
  const handler = { type: 'soun', name: 'Audio', header: fullBox('smhd', 0, 0, zeros(4)) };
  return track({ id: audioTrackId, timescale: config.sampleRate, width: 0, height: 0, volume: 0x100, handler, entry });
}

interface TrackNeeds {
  readonly id: number;
  readonly timescale: number;
  readonly width: number;
  readonly height: number;
  readonly volume: number;
  readonly handler: { readonly type: string; readonly name: string; readonly header: Buffer };
  readonly entry: Buffer;
}

function track(needs: TrackNeeds): Buffer {
  const { id, timescale, width, height, volume, handler, entry } = needs;
  const trackHeader = fullBox(
    'tkhd',
    0,
    trackEnabledInMovie,
    uint32(0, 0, id, 0, 0),
    zeros(8),
    uint16(0, 0, volume, 0),
    identityMatrix,
    uint32(width * 0x1_0000, height * 0x1_0000),
  );
  const mediaHeader = fullBox('mdhd', 0, 0, uint32(0, 0, timescale, 0), uint16(undeterminedLanguage, 0));
  const handlerBox = fullBox('hdlr', 0, 0, uint32(0), text(handler.type), zeros(12), text(`${handler.name}\0`));
  const dataInformation = box('dinf', fullBox('dref', 0, 0, uint32(1), fullBox('url ', 0, selfContained)));
  const sampleTable = box(
    'stbl',
    fullBox('stsd', 0, 0, uint32(1), entry),
    fullBox('stts', 0, 0, uint32(0)),
    fullBox('stsc', 0, 0, uint32(0)),
    fullBox('stsz', 0, 0, uint32(0, 0)),
    fullBox('stco', 0, 0, uint32(0)),
  );
  const mediaInformation = box('minf', handler.header, dataInformation, sampleTable);
  return box('trak', trackHeader, box('mdia', mediaHeader, handlerBox, mediaInformation));
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
