import { box, fullBox, text, uint16, uint32, zeros } from './boxes.ts';
import { videoTimescale } from './media-units.ts';
import type { AudioConfig, TrackConfig, VideoConfig } from './packet.ts';
import { audioSampleEntry, videoSampleEntry } from './sample-entry.ts';
import { audioTrackId, videoTrackId } from './track-ids.ts';

/** Fixed-point identity matrix of movie and track headers (ISO/IEC 14496-12, 8.2.2.2). */
const identityMatrix = uint32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);
const undeterminedLanguage = 0x55c4;
const trackEnabledInMovie = 3;
const selfContained = 1;
/** Default flags of samples (8.8.3.1): audio, where each can be decoded alone; video says its own in each run. */
const dependsOnNoOther = 0x0200_0000;

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
  const entry = videoSampleEntry(config);
  const handler = { type: 'vide', name: 'Video', header: fullBox('vmhd', 0, 1, zeros(8)) };
  return track({ id: videoTrackId, timescale: videoTimescale, width, height, volume: 0, handler, entry });
}

function audioTrack(config: AudioConfig): Buffer {
  const entry = audioSampleEntry(config);
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
