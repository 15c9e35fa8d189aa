import { isIP } from 'node:net';
import { hashToken, tokenHint } from '../auth/token.ts';
import { toOneLine } from '../platform/one-line.ts';
import type { ForeignRow } from '../store/foreign-database.ts';
import type { ImportNoun, ImportRow } from '../store/import-writer.ts';
import { cleanMessageBody, type EmojiAddresses } from './message-body.ts';
import { isTrue, text, word } from './foreign-values.ts';
import { parseTimestamp } from './timestamp.ts';

/** A row as it is kept here, or why it is not. */
export type Converted<Noun extends ImportNoun> = ImportRow<Noun> | string;

/** What conversions need to know beside the row. */
export interface ConversionNeeds {
  /** Stands in where Owncast does not say when something was. */
  readonly nowMs: number;
  readonly emoji: EmojiAddresses;
}

/** Longest texts that are kept, in characters. */
const MAX = { id: 100, name: 200, token: 500, body: 100_000, word: 2_000, json: 200_000 } as const;

export function convertUser(row: ForeignRow, { nowMs }: ConversionNeeds): Converted<'users'> {
  const id = word(row['id'], MAX.id);
  const displayName = word(row['display_name'], MAX.name);
  if (id === null || displayName === null) return 'they have no id or no name';
  const color = Number(row['display_color'] ?? 0);
  return {
    id,
    kind: row['type'] === 'API' ? 'api' : 'standard',
    displayName,
    displayColor: Number.isSafeInteger(color) && color >= 0 ? color % 8 : 0,
    createdWallMs: parseTimestamp(row['created_at']) ?? nowMs,
    disabledWallMs: parseTimestamp(row['disabled_at'], 'local'),
    disabledReason: word(row['disabled_reason'], MAX.word),
    previousNames: formerNames(row['previous_names'], displayName),
    nameChangedWallMs: parseTimestamp(row['namechanged_at']),
    authenticatedWallMs: parseTimestamp(row['authenticated_at']),
    scopes: list(row['scopes']),
    lastUsedWallMs: parseTimestamp(row['last_used']),
  };
}

/** Owncast's list has every name that somebody chose, the one that they have now last. */
function formerNames(value: unknown, displayName: string): string[] {
  const names = list(value);
  return (names.at(-1) === displayName ? names.slice(0, -1) : names).slice(-100);
}

export function convertToken(row: ForeignRow, { nowMs }: ConversionNeeds): Converted<'accessTokens'> {
  const token = word(row['token'], MAX.token);
  const userId = word(row['user_id'], MAX.id);
  if (token === null || userId === null) return 'they are empty';
  const createdWallMs = parseTimestamp(row['timestamp']) ?? nowMs;
  return { tokenHash: hashToken(token), hint: tokenHint(token), userId, createdWallMs };
}

const identityKinds: ReadonlySet<unknown> = new Set(['indieauth', 'fediverse']);

export function convertIdentity(row: ForeignRow, { nowMs }: ConversionNeeds): Converted<'identities'> {
  const kind = word(row['type'], MAX.name);
  const key = word(row['auth_key'] ?? row['token'], MAX.word);
  const userId = word(row['user_id'], MAX.id);
  if (kind === null || key === null || userId === null) return 'they are empty';
  if (!identityKinds.has(kind)) return 'a plugin of Owncast vouched for them';
  return {
    userId,
    kind,
    key,
    profileUrl: webAddress(row['profile_url']),
    handle: word(row['handle'], MAX.name),
    createdWallMs: parseTimestamp(row['timestamp']) ?? nowMs,
  };
}

export function convertMessage(row: ForeignRow, { emoji }: ConversionNeeds): Converted<'messages'> {
  const id = word(row['id'], MAX.id);
  const sentWallMs = parseTimestamp(row['timestamp']);
  const body = text(row['body']) ?? '';
  if (id === null || sentWallMs === null) return 'they have no id or no time';
  if (body.length > MAX.body) return 'they are longer than 100,000 characters';
  const kind = word(row['eventType'], MAX.name) ?? 'CHAT';
  const message: ImportRow<'messages'> = {
    id,
    kind: /^[A-Z_-]{1,60}$/.test(kind) ? kind : 'CHAT',
    userId: word(row['user_id'], MAX.id),
    body: cleanMessageBody(body, emoji),
    sentWallMs,
    hiddenWallMs: parseTimestamp(row['hidden_at']),
    title: word(row['title'], MAX.word),
    subtitle: word(row['subtitle'], MAX.word),
    image: webAddress(row['image']),
    link: webAddress(row['link']),
  };
  return message;
}

export function convertBan(row: ForeignRow, { nowMs }: ConversionNeeds): Converted<'ipBans'> {
  const address = word(row['ip_address'], MAX.name)?.toLowerCase() ?? '';
  if (isIP(address) === 0) return 'they are no addresses';
  return {
    address,
    notes: word(row['notes'], MAX.word) ?? '',
    createdWallMs: parseTimestamp(row['created_at']) ?? nowMs,
  };
}

export function convertWebhook(row: ForeignRow, { nowMs }: ConversionNeeds): Converted<'webhooks'> {
  const url = webAddress(row['url']);
  const events = list(row['events']).filter((event) => /^[A-Z_-]{1,60}$/.test(event));
  if (url === null) return 'they have no web address';
  if (events.length === 0) return 'they are told of nothing';
  return {
    url,
    events,
    secret: text(row['secret'])?.slice(0, MAX.word) ?? '',
    createdWallMs: parseTimestamp(row['timestamp']) ?? nowMs,
    lastUsedWallMs: parseTimestamp(row['last_used']),
  };
}

export function convertSubscription(row: ForeignRow, { nowMs }: ConversionNeeds): Converted<'subscriptions'> {
  const destination = json(row['destination']);
  if (row['channel'] !== 'BROWSER_PUSH_NOTIFICATION') return 'they are of a kind that is not known';
  if (destination === null || !/"endpoint"\s*:\s*"https:/.test(destination)) return 'they name no push service';
  return { channel: 'push', destination, createdWallMs: parseTimestamp(row['created_at']) ?? nowMs };
}

export function convertFollower(row: ForeignRow, { nowMs }: ConversionNeeds): Converted<'followers'> {
  const iri = webAddress(row['iri']);
  const inbox = webAddress(row['inbox']);
  const requestIri = word(row['request'], MAX.word);
  const username = word(row['username'], MAX.name) ?? '';
  if (iri === null || inbox === null) return 'they have no address to write to';
  return {
    iri,
    inbox,
    sharedInbox: webAddress(row['shared_inbox']),
    name: word(row['name'], MAX.name) ?? username,
    username,
    image: webAddress(row['image']),
    requestIri: requestIri ?? '',
    requestJson: json(row['request_object']),
    createdWallMs: parseTimestamp(row['created_at']) ?? nowMs,
    approvedWallMs: parseTimestamp(row['approved_at']),
    disabledWallMs: parseTimestamp(row['disabled_at']),
  };
}

export function convertPost(row: ForeignRow, { nowMs }: ConversionNeeds): Converted<'outbox'> {
  const iri = word(row['iri'], MAX.word);
  const value = json(row['value']);
  if (iri === null || value === null) return 'they are no JSON';
  return {
    iri,
    kind: word(row['type'], MAX.name) ?? 'Create',
    json: value,
    isLiveNotice: isTrue(row['live_notification']),
    createdWallMs: parseTimestamp(row['created_at']) ?? nowMs,
  };
}

export function convertActivity(row: ForeignRow, { nowMs }: ConversionNeeds): Converted<'inboxActivities'> {
  const iri = word(row['iri'], MAX.word);
  const actorIri = word(row['actor'], MAX.word);
  const kind = word(row['type'], MAX.name);
  if (iri === null || actorIri === null || kind === null) return 'they are empty';
  return { iri, actorIri, kind, receivedWallMs: parseTimestamp(row['timestamp']) ?? nowMs, words: '' };
}

function list(value: unknown): string[] {
  return (text(value) ?? '')
    .split(',')
    .map((entry) => toOneLine(entry))
    .filter((entry) => entry !== '');
}

function webAddress(value: unknown): string | null {
  const address = word(value, MAX.word);
  return address !== null && ['http:', 'https:'].includes(URL.parse(address)?.protocol ?? '') ? address : null;
}

/** Text that is an object in JSON, as it stands. */
function json(value: unknown): string | null {
  const written = text(value);
  if (written === null || written.length > MAX.json) return null;
  try {
    const parsed: unknown = JSON.parse(written);
    return typeof parsed === 'object' && parsed !== null ? written : null;
  } catch {
    return null;
  }
}
