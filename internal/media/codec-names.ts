import type { AudioConfig, VideoConfig } from './packet.ts';

/** What people, and Owncast's studio, call the codecs. */
export const codecNames: Readonly<Record<VideoConfig['codec'] | AudioConfig['codec'], string>> = {
  avc: 'H.264',
  hevc: 'HEVC',
  av1: 'AV1',
  vp9: 'VP9',
  aac: 'AAC',
  mp3: 'MP3',
  opus: 'Opus',
};
