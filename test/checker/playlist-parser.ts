/** Playlists as RFC 8216bis writes them, read without believing the server in anything. */

export interface ParsedPart {
  readonly uri: string;
  readonly duration: number;
  readonly isIndependent: boolean;
  readonly isGap: boolean;
}

export interface ParsedSegment {
  readonly mediaSequence: number;
  /** Null while the segment is open (parts without an EXTINF after them). */
  readonly uri: string | null;
  readonly duration: number | null;
  readonly parts: readonly ParsedPart[];
  readonly map: string | null;
  readonly programDateTimeMs: number | null;
  readonly isDiscontinuity: boolean;
  /** Discontinuities up to this segment and with its own. */
  readonly discontinuitySequence: number;
  readonly isGap: boolean;
}

export interface RenditionReport {
  readonly uri: string;
  readonly lastMediaSequence: number | null;
  readonly lastPart: number | null;
}

export interface ParsedPlaylist {
  readonly version: number | null;
  readonly targetDuration: number | null;
  readonly partTarget: number | null;
  readonly canBlockReload: boolean;
  readonly partHoldBack: number | null;
  readonly holdBack: number | null;
  readonly canSkipUntil: number | null;
  readonly mediaSequence: number;
  readonly discontinuitySequence: number;
  readonly isIndependent: boolean;
  readonly skipped: number;
  readonly segments: readonly ParsedSegment[];
  readonly preloadHint: string | null;
  readonly reports: readonly RenditionReport[];
  readonly hasEndList: boolean;
  /** Lines that no rule of the standard allows where they stand. */
  readonly faults: readonly string[];
}

export interface ParsedVariant {
  readonly uri: string;
  readonly bandwidth: number | null;
  readonly averageBandwidth: number | null;
  readonly codecs: readonly string[];
  readonly resolution: { readonly width: number; readonly height: number } | null;
  readonly frameRate: number | null;
}

type Attributes = ReadonlyMap<string, string>;

/** Reads an attribute list (4.2); quotes are taken off. */
export function parseAttributes(text: string): Attributes {
  const attributes = new Map<string, string>();
  for (const match of text.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^",]*)(?:,|$)/g)) {
    const [, name = '', value = ''] = match;
    attributes.set(name, value.startsWith('"') ? value.slice(1, -1) : value);
  }
  return attributes;
}

/** Reads a multivariant playlist; null for a text that is none. */
export function parseMultivariant(text: string): readonly ParsedVariant[] | null {
  const lines = text.split('\n');
  if (lines[0] !== '#EXTM3U') return null;
  const variants: ParsedVariant[] = [];
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('#EXT-X-STREAM-INF:')) continue;
    const attributes = parseAttributes(line.slice(line.indexOf(':') + 1));
    const size = /^(\d+)x(\d+)$/.exec(attributes.get('RESOLUTION') ?? '');
    variants.push({
      uri: lines[index + 1] ?? '',
      bandwidth: numberOf(attributes.get('BANDWIDTH')),
      averageBandwidth: numberOf(attributes.get('AVERAGE-BANDWIDTH')),
      codecs: attributes.get('CODECS')?.split(',') ?? [],
      resolution: size === null ? null : { width: Number(size[1]), height: Number(size[2]) },
      frameRate: numberOf(attributes.get('FRAME-RATE')),
    });
  }
  return variants;
}

/** Reads a media playlist; null for a text that is none. */
export function parseMediaPlaylist(text: string): ParsedPlaylist | null {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines[0] !== '#EXTM3U') return null;
  const reader = new Reader(lines);
  return reader.read();
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

interface OpenSegment {
  parts: ParsedPart[];
  programDateTimeMs: number | null;
  isDiscontinuity: boolean;
  isGap: boolean;
  duration: number | null;
}

function openSegment(): OpenSegment {
  return { parts: [], programDateTimeMs: null, isDiscontinuity: false, isGap: false, duration: null };
}

class Reader {
  readonly #lines: readonly string[];
  readonly #tags = new Map<string, string>();
  readonly #segments: ParsedSegment[] = [];
  readonly #reports: RenditionReport[] = [];
  readonly #faults: string[] = [];
  #open = openSegment();
  #map: string | null = null;
  #hint: string | null = null;
  #nextSequence = 0;
  #discontinuities = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  read(): ParsedPlaylist {
    for (const line of this.#lines.slice(1)) {
      if (line.startsWith('#EXT')) this.#tag(line);
      else if (!line.startsWith('#')) this.#uri(line);
    }
    if (this.#open.parts.length > 0) this.#push(null);
    const control = parseAttributes(this.#tags.get('#EXT-X-SERVER-CONTROL') ?? '');
    return {
      version: this.#number('#EXT-X-VERSION'),
      targetDuration: this.#number('#EXT-X-TARGETDURATION'),
      partTarget: numberOf(parseAttributes(this.#tags.get('#EXT-X-PART-INF') ?? '').get('PART-TARGET')),
      canBlockReload: control.get('CAN-BLOCK-RELOAD') === 'YES',
      partHoldBack: numberOf(control.get('PART-HOLD-BACK')),
      holdBack: numberOf(control.get('HOLD-BACK')),
      canSkipUntil: numberOf(control.get('CAN-SKIP-UNTIL')),
      mediaSequence: this.#number('#EXT-X-MEDIA-SEQUENCE') ?? 0,
      discontinuitySequence: this.#number('#EXT-X-DISCONTINUITY-SEQUENCE') ?? 0,
      isIndependent: this.#tags.has('#EXT-X-INDEPENDENT-SEGMENTS'),
      skipped: this.#skipped,
      segments: this.#segments,
      preloadHint: this.#hint,
      reports: this.#reports,
      hasEndList: this.#tags.has('#EXT-X-ENDLIST'),
      faults: this.#faults,
    };
  }

  get #skipped(): number {
    return numberOf(parseAttributes(this.#tags.get('#EXT-X-SKIP') ?? '').get('SKIPPED-SEGMENTS')) ?? 0;
  }

  #number(tag: string): number | null {
    return numberOf(this.#tags.get(tag));
  }

  #tag(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1);
    const attributes = parseAttributes(value);
    switch (name) {
      case '#EXTINF':
        this.#open.duration = numberOf(value.split(',')[0]);
        break;
      case '#EXT-X-PART':
        this.#part(line, attributes);
        break;
      case '#EXT-X-MAP':
        this.#beforeParts(line);
        this.#map = attributes.get('URI') ?? null;
        break;
      case '#EXT-X-PROGRAM-DATE-TIME':
        this.#beforeParts(line);
        this.#open.programDateTimeMs = Date.parse(value);
        break;
      case '#EXT-X-DISCONTINUITY':
        this.#beforeParts(line);
        this.#open.isDiscontinuity = true;
        break;
      case '#EXT-X-GAP':
        this.#open.isGap = true;
        break;
      case '#EXT-X-PRELOAD-HINT':
        if (attributes.get('TYPE') === 'PART') this.#hint = attributes.get('URI') ?? null;
        break;
      case '#EXT-X-RENDITION-REPORT':
        this.#reports.push({
          uri: attributes.get('URI') ?? '',
          lastMediaSequence: numberOf(attributes.get('LAST-MSN')),
          lastPart: numberOf(attributes.get('LAST-PART')),
        });
        break;
      default:
        if (this.#tags.has(name)) this.#faults.push(`${line} stands twice`);
        this.#tags.set(name, value);
        this.#header(name);
    }
  }

  #header(name: string): void {
    if (name === '#EXT-X-MEDIA-SEQUENCE') this.#nextSequence = this.#number(name) ?? 0;
    if (name === '#EXT-X-DISCONTINUITY-SEQUENCE') this.#discontinuities = this.#number(name) ?? 0;
    if (name === '#EXT-X-SKIP') this.#nextSequence += this.#skipped;
  }

  #beforeParts(line: string): void {
    if (this.#open.parts.length > 0) this.#faults.push(`${line} stands after the first part of its segment`);
  }

  #part(line: string, attributes: Attributes): void {
    const uri = attributes.get('URI');
    const duration = numberOf(attributes.get('DURATION'));
    if (uri === undefined || duration === null) {
      this.#faults.push(`${line} lacks its URI or DURATION`);
      return;
    }
    this.#open.parts.push({
      uri,
      duration,
      isIndependent: attributes.get('INDEPENDENT') === 'YES',
      isGap: attributes.get('GAP') === 'YES',
    });
  }

  #uri(line: string): void {
    if (this.#open.duration === null) this.#faults.push(`${line} has no EXTINF`);
    this.#push(line);
  }

  #push(uri: string | null): void {
    const { parts, programDateTimeMs, isDiscontinuity, isGap, duration } = this.#open;
    if (isDiscontinuity) this.#discontinuities += 1;
    this.#segments.push({
      mediaSequence: this.#nextSequence,
      uri,
      duration,
      parts,
      map: this.#map,
      programDateTimeMs,
      isDiscontinuity,
      discontinuitySequence: this.#discontinuities,
      isGap,
    });
    this.#nextSequence += 1;
    this.#open = openSegment();
  }
}
