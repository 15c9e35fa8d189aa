import { type CmcdFields, type CmcdValue, parseCmcdDictionary } from './cmcd-dictionary.ts';
import type { PlayerReport } from './playback.ts';

/** What one report in Common Media Client Data says (CTA-5004). */
export interface CmcdReport {
  /** The name that the player gave its session; null when it gave none. */
  readonly sessionId: string | null;
  readonly report: PlayerReport;
}

/** Headers that carry it, in lower case. */
const CMCD_HEADERS = ['cmcd-session', 'cmcd-request', 'cmcd-status', 'cmcd-object'] as const;

const SESSION_ID = /^[\x21-\x7e]{1,64}$/;
/** Figures above these are mistakes or lies: 10 Gbit/s, an hour. */
const MAX_KBPS = 10_000_000;
const MAX_MS = 3_600_000;
const PLAYER_STATES = new Set(['s', 'p', 'k', 'r', 'a', 'w', 'e', 'f', 'q', 'd']);

/** Reads the keys that matter here; whatever is missing or makes no sense is left out. */
export function readCmcd(fields: CmcdFields): CmcdReport {
  const sessionId = fields.get('sid');
  const state = fields.get('sta');
  const isError = fields.get('e') === 'e' || fields.get('bs') === true;
  return {
    sessionId: typeof sessionId === 'string' && SESSION_ID.test(sessionId) ? sessionId : null,
    report: {
      bandwidthKbps: readFigure(fields.get('mtp'), MAX_KBPS),
      latencySeconds: toSeconds(readFigure(fields.get('ltc'), MAX_MS)),
      downloadSeconds: toSeconds(readFigure(fields.get('ttlb'), MAX_MS)),
      bitrateKbps: readFigure(fields.get('br'), MAX_KBPS),
      playerState: typeof state === 'string' && PLAYER_STATES.has(state) ? state : null,
      errors: isError ? 1 : 0,
      qualityChanges: null,
    },
  };
}

/** A report's fields out of JSON: what is no value of CMCD is dropped. */
export function cmcdFieldsOf(json: Readonly<Record<string, unknown>>): CmcdFields {
  const fields = new Map<string, CmcdValue>();
  for (const key of ['sid', 'sta', 'e', 'bs', 'mtp', 'ltc', 'ttlb', 'br']) {
    const value = Object.hasOwn(json, key) ? json[key] : undefined;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') fields.set(key, value);
    else if (Array.isArray(value))
      fields.set(
        key,
        value.slice(0, 16).filter((one) => typeof one === 'number'),
      );
  }
  return fields;
}

/** The report that travels with a request for media, in its query or its headers; null when there is none, which costs next to nothing. */
export function cmcdOfRequest(
  query: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): CmcdReport | null {
  // Asked at every request for media, of which nearly none carries any.
  const isInQuery = query.includes('CMCD=');
  if (!isInQuery && CMCD_HEADERS.every((name) => headers[name] === undefined)) return null;
  const found = new Map<string, CmcdValue>();
  if (isInQuery) addFields(found, queryValue(query));
  for (const name of CMCD_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string') addFields(found, value);
  }
  return found.size === 0 ? null : readCmcd(found);
}

function addFields(found: Map<string, CmcdValue>, text: string | null): void {
  const fields = text === null ? null : parseCmcdDictionary(text);
  for (const [key, value] of fields ?? []) found.set(key, value);
}

function queryValue(query: string): string | null {
  const written = /(?:^|&)CMCD=([^&]*)/.exec(query)?.[1];
  if (written === undefined) return null;
  try {
    return decodeURIComponent(written.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** A figure above zero; of a list, as version 2 has them for several tracks, the first. */
function readFigure(value: CmcdValue | undefined, max: number): number | null {
  const figure: unknown = Array.isArray(value) ? value[0] : value;
  return typeof figure === 'number' && figure > 0 && figure <= max ? figure : null;
}

function toSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}
