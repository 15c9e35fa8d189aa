import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AerialError } from '../platform/errors.ts';
import type { Prepared } from './carry.ts';
import type { PlanReader } from './convert-plans.ts';
import { listOwnFiles, OWN_FILES_FOLDER } from './own-files.ts';
import { readPictures } from './pictures.ts';
import { type PasswordCraft, wishForSecrets } from './secret-rules.ts';
import { readPeak, readStreamKeys, wishForSettings } from './setting-plan.ts';
import type { OwncastSource } from './source.ts';
import { Wishes } from './wishes.ts';

export interface PrepareNeeds {
  readonly source: OwncastSource;
  readonly passwords: PasswordCraft;
  /** What plans are read by. */
  readonly plans: PlanReader;
  readonly nowMs: number;
  /** Whether the ports come along, too. */
  readonly withPorts: boolean;
  /** Whether what cannot be decoded is left behind instead of refused. */
  readonly skipUnreadable: boolean;
  /** Where Aerial's own data lie, or will: it may be the very folder. */
  readonly dataDirectory: string;
}

/** Reads and decodes all but the large tables, and notes what stays behind and why. Throws `IMPORT_UNUSABLE`. */
export async function prepareImport(needs: PrepareNeeds): Promise<Prepared> {
  const { source, nowMs } = needs;
  const { datastore } = source;
  if (datastore.unreadable.length > 0 && !needs.skipUnreadable) {
    throw new AerialError('IMPORT_UNUSABLE', {
      message: `${source.file} holds settings that cannot be read: ${clip(datastore.unreadable.join(', '))}.`,
      hint: 'Take another copy of it, or leave these behind with --skip-unreadable; nothing was stored.',
    });
  }
  const wishes = new Wishes();
  for (const sentence of source.notes) wishes.note(sentence);
  for (const key of datastore.unreadable) wishes.leave(key, 'it cannot be read');
  wishForSettings(datastore, wishes, needs);
  await wishForSecrets(datastore, wishes, needs.passwords);
  if (wishes.settings.get('federation') === 'on' && !wishes.settings.has('public-url'))
    wishes.note('The fediverse finds the channel only once public-url says where it is.');
  const streamKeys = readStreamKeys(datastore, wishes, nowMs);
  const { rows: pictures, emoji } = readPictures({ folder: source.folder, datastore, nowMs }, wishes);
  leaveFolders(source, wishes);
  leaveTables(source, wishes);
  const ownFiles = listOwnFiles(join(source.folder, OWN_FILES_FOLDER), join(needs.dataDirectory, OWN_FILES_FOLDER));
  const { plans } = needs;
  return { source, plans, wishes, streamKeys, pictures, emoji, ownFiles, peak: readPeak(datastore, nowMs), nowMs };
}

/** What lies in files beside the database and is not read. */
const folders: Readonly<Record<string, string>> = {
  plugins: "Owncast's plugins do not run here",
  metrics: "Owncast's figures over time are of a form that is not read",
};

function leaveFolders({ folder }: OwncastSource, wishes: Wishes): void {
  for (const [name, why] of Object.entries(folders)) {
    const files = listFolder(join(folder, name)).length;
    if (files > 0) wishes.leave(`${files === 1 ? 'a file' : `${files} files`} in the folder ${name}`, why);
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Tables that come along, tables that say something about Owncast alone, and why others stay. */
const known: ReadonlySet<string> = new Set(
  'config datastore goose_db_version users user_access_tokens auth messages ip_bans webhooks notifications ap_followers ap_outbox ap_accepted_activities stream_event_series stream_events'.split(
    ' ',
  ),
);
const explained: Readonly<Record<string, string>> = {
  federated_servers: 'recommend these channels anew in the studio',
  ap_delivery_queue: 'what Owncast had not delivered yet is not delivered any more',
};

function leaveTables({ database }: OwncastSource, wishes: Wishes): void {
  for (const table of database.tables.keys()) {
    const count = known.has(table) ? 0 : database.count(table);
    const rows = count === 1 ? 'a row' : `${count} rows`;
    if (count > 0) wishes.leave(`${rows} of the table ${clip(table)}`, explained[table] ?? 'it is not known here');
  }
}

function clip(text: string): string {
  const line = text.replaceAll(/\p{Cc}/gu, '\uFFFD');
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
