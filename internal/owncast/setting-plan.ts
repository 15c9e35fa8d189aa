import { isStreamKey, streamKeyAllowed } from '../config/kinds.ts';
import { definitionOf, type SettingName, settingsTable } from '../config/table.ts';
import { toOneLine } from '../platform/one-line.ts';
import { z } from '../platform/schema.ts';
import type { ImportRow, ImportSample } from '../store/import-writer.ts';
import type { Datastore } from './datastore.ts';
import { readTime, wellKnownKey } from './secret-rules.ts';
import { listeningRules, settingRules } from './setting-rules.ts';
import type { Wishes } from './wishes.ts';

/** Keys that say something about Owncast alone, and keys that are read elsewhere. */
const silentKeys: ReadonlySet<string> = new Set([
  'DATA_STORE_VERSION',
  'HAS_POPULATED_DEFAULTS',
  'HAS_POPULATED_FEDERATION_DEFAULTS',
  'has_configured_initial_notifications',
  'notifications_enabled',
  'logo_path',
  'logo_uniqueness',
  'favicon_path',
  'peak_viewers_session',
  'peak_viewers_overall',
  'last_disconnect_time',
  'server_init_date',
  'admin_password_key',
  'stream_key',
  'stream_keys',
  'private_key',
  'public_key',
  'browser_push_public_key',
  'browser_push_private_key',
  'directory_registration_key',
]);

const MAX_STREAM_KEYS = 100;
const MAX_COMMENT_CHARACTERS = 200;

/** Turns Owncast's settings into ours, and says of every other key of Owncast's why it stays behind. */
export function wishForSettings({ values }: Datastore, wishes: Wishes, options: { withPorts: boolean }): void {
  const rules = options.withPorts ? { ...settingRules, ...listeningRules } : settingRules;
  for (const [key, value] of values) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule !== undefined) rule(value, wishes, key);
    else if (!silentKeys.has(key) && !Object.hasOwn(listeningRules, key)) leaveKey(key, value, wishes);
  }
  if (!options.withPorts) notePorts(values, wishes);
  for (const [name, text] of wishes.settings) dropUnlessAllowed(name, text, wishes);
}

function leaveKey(key: string, value: unknown, wishes: Wishes): void {
  if (key === 'ffmpeg_path') {
    if (value !== '') wishes.leave('the path of ffmpeg', 'it is given at the start here: --ffmpeg PROGRAM');
  } else if (key.startsWith('plugin')) wishes.leave(key, "Owncast's plugins do not run here");
  else wishes.leave(key, 'it is not known here');
}

function notePorts(values: Datastore['values'], wishes: Wishes): void {
  const usual: Readonly<Record<string, unknown>> = {
    http_port_number: 8080,
    rtmp_port_number: 1935,
    http_listen_address: '0.0.0.0',
    rtmp_bind_address: '0.0.0.0',
  };
  const others = Object.keys(listeningRules).filter(
    (key) => values.has(key) && values.get(key) !== usual[key] && values.get(key) !== '',
  );
  if (others.length > 0)
    wishes.leave(
      `ports and addresses (${others.join(', ')})`,
      'the old server may still be on them; --with-ports takes them',
    );
}

function dropUnlessAllowed(name: SettingName, text: string, wishes: Wishes): void {
  const definition = definitionOf(name);
  if (settingsTable[name].kind.schema.safeParse(text).success) return;
  wishes.settings.delete(name);
  const shown = definition.secret ? '' : ` ${JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)}`;
  wishes.leave(`${name}${shown}`, `allowed is ${definition.kind.allowed}`);
}

/** What encoders may publish with. */
export function readStreamKeys(
  { values }: Datastore,
  wishes: Wishes,
  nowMs: number,
): readonly ImportRow<'streamKeys'>[] {
  const wire = z.array(z.object({ Key: z.string().default(''), Comment: z.string().default('') }));
  const parsed = wire.safeParse(values.get('stream_keys'));
  const single = values.get('stream_key');
  const given = parsed.success ? parsed.data : typeof single === 'string' ? [{ Key: single, Comment: '' }] : [];
  return given.slice(0, MAX_STREAM_KEYS).flatMap(({ Key: key, Comment: comment }) => {
    if (key === wellKnownKey) {
      wishes.leave(`the stream key ${wellKnownKey}`, 'every new Owncast has it, so everybody knows it');
      return [];
    }
    if (!isStreamKey(key)) {
      wishes.leave('a stream key', `allowed are ${streamKeyAllowed}`);
      return [];
    }
    const line = toOneLine(comment);
    return [{ key, comment: line.slice(0, MAX_COMMENT_CHARACTERS), createdWallMs: nowMs }];
  });
}

/** The most viewers that there ever were, as the series of figures has it; null when there were none. */
export function readPeak(datastore: Datastore, nowMs: number): ImportSample | null {
  const value = Number(datastore.values.get('peak_viewers_overall') ?? 0);
  if (!Number.isSafeInteger(value) || value <= 0) return null;
  return {
    series: 'viewers.overall-peak',
    wallMs: readTime(datastore, 'last_disconnect_time') ?? nowMs,
    spanMs: 0,
    value,
  };
}
