/** One smaller rendition that somebody asks for by name. */
export interface LadderRung {
  readonly codec: RungCodec;
  /** Of the shorter side's picture lines: 720 in `720p`. Null for the source's own size, or what `widthPixels` leaves. */
  readonly heightPixels: number | null;
  readonly bitrateKbps: number;
  /** Most pixels of the longer side; null when the height alone decides. */
  readonly widthPixels: number | null;
  /** Frames per second that it is to come near to; null leaves it to the size. */
  readonly frameRate: number | null;
  /** How much work the encoder puts in, 0 the least. */
  readonly effort: Effort;
  /** In kbit/s, kept for clients that ask for it: the sound is passed on as it comes. Null asks for that. */
  readonly audioKbps: number | null;
  /** What viewers choose it by; null names it by its size. */
  readonly name: string | null;
}

export type Effort = 0 | 1 | 2 | 3 | 4;

/** H.264, which every player shows, and what is made besides it for those that have a decoder. */
export const rungCodecs = ['h264', 'hevc', 'av1'] as const;
export type RungCodec = (typeof rungCodecs)[number];

/** What people call them. */
export const rungCodecNames: Readonly<Record<RungCodec, string>> = { h264: 'H.264', hevc: 'HEVC', av1: 'AV1' };

/** Renditions by name: exactly these, best first. */
export interface LadderList {
  /** What the source is called in lists of qualities; null names it by its size. */
  readonly sourceName: string | null;
  readonly rungs: readonly LadderRung[];
}

/** What is asked of the transcoder: choose by the machine, nothing, or exactly these. */
export type LadderSetting = 'auto' | 'off' | LadderList;

export const ladderBounds = {
  heightPixels: { min: 144, max: 2160 },
  widthPixels: { min: 144, max: 4096 },
  bitrateKbps: { min: 100, max: 100_000 },
  frameRate: { min: 24, max: 120 },
  audioKbps: { min: 1, max: 10_000 },
  nameCharacters: 60,
  rungs: 5,
} as const;

/** The effort of a rung that does not name one. */
export const usualEffort: Effort = 2;

const { heightPixels: heights, bitrateKbps: bitrates, frameRate: rates } = ladderBounds;

export const ladderAllowed =
  `auto, off, or up to ${ladderBounds.rungs} renditions such as 720p:2500,480p:1200 (height in even lines from ${heights.min} to ` +
  `${heights.max}, or full; bitrate in kbit/s from ${bitrates.min} to ${bitrates.max}), each with options such as ` +
  `720p:2500:fps=30:cpu=1:name=HD (fps ${rates.min} to ${rates.max}, cpu 0 to 4, codec ${rungCodecs.join(' or ')}, width, audio, name); ` +
  'source:name=TEXT ahead of them names the source';

/** A rung of which only what is given is said. */
export function ladderRung(given: Pick<LadderRung, 'heightPixels' | 'bitrateKbps'> & Partial<LadderRung>): LadderRung {
  const unsaid = { widthPixels: null, frameRate: null, effort: usualEffort, audioKbps: null, name: null } as const;
  return { codec: 'h264', ...unsaid, ...given };
}

/** Reads `auto`, `off` or a list such as `720p:2500,480p:1200:fps=30`; null when it is none of these. */
export function parseLadder(text: string): LadderSetting | null {
  const word = text.trim().toLowerCase();
  if (word === 'auto' || word === 'off') return word;
  const entries = text.split(',').map((entry) => entry.trim());
  const sourceName = parseSource(entries[0] ?? '');
  const rungs = entries.slice(sourceName === null ? 0 : 1).map(parseRung);
  if (rungs.length > ladderBounds.rungs || !rungs.every((rung) => rung !== null)) return null;
  if (new Set(rungs.map(sameness)).size !== rungs.length) return null;
  return { sourceName, rungs: rungs.toSorted(bestFirst) };
}

/** The text that `parseLadder` reads as this. */
export function writeLadder(ladder: LadderSetting): string {
  if (typeof ladder === 'string') return ladder;
  const source = ladder.sourceName === null ? [] : [`source:name=${writeName(ladder.sourceName)}`];
  return [...source, ...ladder.rungs.map(writeRung)].join(',') || 'off';
}

/** What two rungs of one ladder may not have in common. */
export function sameness(rung: LadderRung): string {
  return [rung.codec, rung.heightPixels, rung.widthPixels, rung.bitrateKbps, rung.frameRate].join(' ');
}

/** Orders rungs as viewers are offered them. */
export function bestFirst(left: LadderRung, right: LadderRung): number {
  return sizeOf(right) - sizeOf(left) || right.bitrateKbps - left.bitrateKbps;
}

function sizeOf({ heightPixels, widthPixels }: LadderRung): number {
  if (heightPixels !== null) return heightPixels;
  return widthPixels === null ? Number.MAX_SAFE_INTEGER : (widthPixels * 9) / 16;
}

/** What a rung is called when it has no name of its own. */
export function rungName(rung: LadderRung): string {
  return rung.name ?? withCodec(sizeName(rung), rung.codec);
}

/** `720p AV1`; H.264 goes without saying. */
export function withCodec(name: string, codec: RungCodec): string {
  return codec === 'h264' ? name : `${name} ${rungCodecNames[codec]}`;
}

function sizeName({ heightPixels, widthPixels, bitrateKbps }: LadderRung): string {
  if (heightPixels !== null) return `${heightPixels}p`;
  return widthPixels === null ? `${bitrateKbps}k` : `${widthPixels} wide`;
}

function writeRung(rung: LadderRung): string {
  return [
    rung.heightPixels === null ? 'full' : `${rung.heightPixels}p`,
    rung.bitrateKbps,
    ...(rung.codec === 'h264' ? [] : [`codec=${rung.codec}`]),
    ...(rung.widthPixels === null ? [] : [`width=${rung.widthPixels}`]),
    ...(rung.frameRate === null ? [] : [`fps=${rung.frameRate}`]),
    ...(rung.effort === usualEffort ? [] : [`cpu=${rung.effort}`]),
    ...(rung.audioKbps === null ? [] : [`audio=${rung.audioKbps}`]),
    ...(rung.name === null ? [] : [`name=${writeName(rung.name)}`]),
  ].join(':');
}

/** Escapes what separates one thing from the next, as in addresses. */
function writeName(name: string): string {
  return name.replaceAll(/[%,:]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The source's name in `source:name=…`; null when the entry is something else. */
function parseSource(entry: string): string | null {
  const match = /^source:name=(.*)$/i.exec(entry);
  return match === null ? null : parseName(match[1] ?? '');
}

function parseRung(entry: string): LadderRung | null {
  const [size = '', bitrate = '', ...options] = entry.split(':').map((field) => field.trim());
  const height = /^(?:(\d{3,4})p|full)$/i.exec(size);
  const kbps = /^(\d{3,6})k?$/i.exec(bitrate);
  if (height === null || kbps === null) return null;
  const heightPixels = height[1] === undefined ? null : Number(height[1]);
  if (heightPixels !== null && (heightPixels % 2 !== 0 || !within(heightPixels, heights))) return null;
  const bitrateKbps = Number(kbps[1]);
  const read = parseOptions(options);
  return read === null || !within(bitrateKbps, bitrates) ? null : ladderRung({ heightPixels, bitrateKbps, ...read });
}

function parseOptions(options: readonly string[]): Partial<LadderRung> | null {
  const keys = new Set<string>();
  let read: Partial<LadderRung> = {};
  for (const option of options) {
    const [key = '', value = ''] = option.split(/=(.*)/s);
    const parsed = parseOption(key.trim().toLowerCase(), value.trim());
    if (parsed === null || keys.has(key)) return null;
    keys.add(key);
    read = { ...read, ...parsed };
  }
  return read;
}

function parseOption(key: string, value: string): Partial<LadderRung> | null {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : NaN;
  switch (key) {
    case 'codec': {
      const codec = rungCodecs.find((known) => known === value.toLowerCase());
      return codec === undefined ? null : { codec };
    }
    case 'width':
      return number % 2 === 0 && within(number, ladderBounds.widthPixels) ? { widthPixels: number } : null;
    case 'fps':
      return within(number, rates) ? { frameRate: number } : null;
    case 'cpu':
      return isEffort(number) ? { effort: number } : null;
    case 'audio':
      return within(number, ladderBounds.audioKbps) ? { audioKbps: number } : null;
    case 'name': {
      const name = parseName(value);
      return name === null ? null : { name };
    }
    default:
      return null;
  }
}

function parseName(written: string): string | null {
  const name = written
    .replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .trim();
  return name === '' || name.length > ladderBounds.nameCharacters || /\p{Cc}/u.test(name) ? null : name;
}

export function isEffort(value: number): value is Effort {
  return Number.isInteger(value) && value >= 0 && value <= 4;
}

function within(value: number, bounds: { readonly min: number; readonly max: number }): boolean {
  return value >= bounds.min && value <= bounds.max;
}
