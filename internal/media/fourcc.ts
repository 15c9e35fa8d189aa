/** What Enhanced RTMP calls a codec, and what a person calls it. */
const names: Readonly<Record<string, string>> = {
  avc1: 'H.264',
  hvc1: 'HEVC',
  vvc1: 'VVC',
  av01: 'AV1',
  vp08: 'VP8',
  vp09: 'VP9',
  mp4a: 'AAC',
  '.mp3': 'MP3',
  Opus: 'Opus',
  fLaC: 'FLAC',
  'ac-3': 'AC-3',
  'ec-3': 'E-AC-3',
};

/** Names a FourCC of Enhanced RTMP for the person at the encoder; an unknown one is quoted with its odd bytes hidden. */
export function enhancedCodecName(fourCc: string): string {
  const name = names[fourCc] ?? `the codec "${fourCc.replace(/[^ -~]/g, '?')}"`;
  return `${name} (Enhanced RTMP)`;
}
