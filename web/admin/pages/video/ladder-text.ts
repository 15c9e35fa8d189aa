/** One quality as the form has it: every field as typed, so that also what is not allowed stays to be put right. */
export interface RungText {
  /** Lines of the picture, or `full` for the source's own size. */
  readonly height: string;
  readonly bitrate: string;
  /** `h264`, `hevc` or `av1`. */
  readonly codec: string;
  readonly width: string;
  readonly fps: string;
  readonly cpu: string;
  readonly audio: string;
  readonly name: string;
}

/** The setting `ladder` as the form has it. */
export interface LadderText {
  readonly mode: 'auto' | 'off' | 'list';
  readonly sourceName: string;
  readonly rungs: readonly RungText[];
}

const usualCodec = 'h264';
const options = ['codec', 'width', 'fps', 'cpu', 'audio', 'name'] as const;
const usualEffort = '2';

/** Reads the text of the setting; what cannot be read is left empty. */
export function readLadder(text: string): LadderText {
  const word = text.trim().toLowerCase();
  if (word === 'auto' || word === 'off' || word === '') {
    return { mode: word === '' ? 'off' : word, sourceName: '', rungs: [] };
  }
  const entries = text.split(',');
  const sourceName = /^source:name=(.*)$/.exec(entries[0] ?? '')?.[1];
  const rungs = entries.slice(sourceName === undefined ? 0 : 1).map(readRung);
  return { mode: 'list', sourceName: unescape(sourceName ?? ''), rungs };
}

/** The text that the setting takes. */
export function writeLadder({ mode, sourceName, rungs }: LadderText): string {
  if (mode !== 'list') return mode;
  const source = sourceName.trim() === '' ? [] : [`source:name=${escape(sourceName.trim())}`];
  return [...source, ...rungs.map(writeRung)].join(',') || 'off';
}

export function newRung(height: string, bitrate: string): RungText {
  return { height, bitrate, codec: usualCodec, width: '', fps: '', cpu: usualEffort, audio: '', name: '' };
}

const firstRungs = [newRung('720', '2500'), newRung('480', '1200')];

/** The ladder in another mode; a list is the one that was there last, so that whoever looks at the other modes loses nothing of it. */
export function inMode(mode: LadderText['mode'], last: LadderText): LadderText {
  if (mode !== 'list') return { mode, sourceName: '', rungs: [] };
  return last.rungs.length > 0 ? { ...last, mode } : { mode, sourceName: '', rungs: firstRungs };
}

/** What viewers choose it by, unless it has a name of its own. */
export function titleOf({ name, height, fps, codec }: RungText): string {
  if (name.trim() !== '') return name.trim();
  const size = height === 'full' ? 'Full size' : `${height}p${Number(fps) > 32 ? fps : ''}`;
  return codec === usualCodec ? size : `${size} ${codec.toUpperCase()}`;
}

function readRung(entry: string): RungText {
  const [size = '', bitrate = '', ...rest] = entry.trimStart().split(':');
  const given = new Map(
    rest.map((option) => {
      const [key = '', value = ''] = option.split(/=(.*)/s);
      return [key, unescape(value)] as const;
    }),
  );
  const rung = newRung(size === 'full' ? size : size.replace(/p$/, ''), unescape(bitrate));
  return {
    ...rung,
    codec: given.get('codec')?.toLowerCase() ?? usualCodec,
    width: given.get('width') ?? '',
    fps: given.get('fps') ?? '',
    cpu: given.get('cpu') ?? usualEffort,
    audio: given.get('audio') ?? '',
    name: given.get('name') ?? '',
  };
}

function writeRung(rung: RungText): string {
  const size = rung.height === 'full' ? 'full' : `${rung.height}p`;
  const said = options
    .filter((option) => rung[option].trim() !== '' && !isUsual(option, rung[option].trim()))
    // A space at the end of a name may be that before its next word: who is typing keeps it.
    .map((option) => `${option}=${escape(option === 'name' ? rung.name : rung[option].trim())}`);
  return [size, escape(rung.bitrate.trim()), ...said].join(':');
}

function isUsual(option: (typeof options)[number], value: string): boolean {
  return (option === 'cpu' && value === usualEffort) || (option === 'codec' && value === usualCodec);
}

/** Escapes what separates one thing from the next, as in addresses: `2,500` stays one wrong number, and does not become another quality. */
function escape(typed: string): string {
  return typed.replaceAll(/[%,:]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function unescape(written: string): string {
  return written.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
