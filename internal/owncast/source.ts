import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AerialError } from '../platform/errors.ts';
import { type ForeignDatabase, openForeignDatabase } from '../store/foreign-database.ts';
import { type Datastore, readDatastore } from './datastore.ts';

/** What an Owncast left behind, as it was at one moment. */
export interface OwncastSource {
  readonly file: string;
  /** Owncast's data directory: its logo, its emoji and its own files lie there. */
  readonly folder: string;
  readonly database: ForeignDatabase;
  readonly datastore: Datastore;
  /** What is odd about it, in sentences. */
  readonly notes: readonly string[];
}

/** Columns without which a table is not the one that we know. Others are read where they are there. */
const neededColumns: Readonly<Record<string, readonly string[]>> = {
  datastore: ['key', 'value'],
  users: ['id', 'display_name'],
  user_access_tokens: ['token', 'user_id'],
  auth: ['user_id', 'type'],
  messages: ['id', 'body', 'timestamp'],
  ip_bans: ['ip_address'],
  webhooks: ['url', 'events'],
  notifications: ['channel', 'destination'],
  ap_followers: ['iri', 'inbox', 'username', 'request'],
  ap_outbox: ['iri', 'value', 'type'],
  ap_accepted_activities: ['iri', 'actor', 'type'],
  stream_event_series: ['id', 'name', 'recurrence'],
  stream_events: ['id', 'series_id', 'original_start', 'name', 'start_time', 'status'],
};

/** Owncast counted its layouts up to here before it left that to another tool, whose numbers say little. */
const NEWEST_LAYOUT = 9;
const NEWEST_DATASTORE = 3;
const NEWEST_MIGRATION = 12;

/** Opens what Owncast left in `path`: its `owncast.db`, the folder of that, or the folder above. Throws `IMPORT_UNUSABLE`. */
export function openOwncast(needs: { path: string; nativeBinding?: object }): OwncastSource {
  const file = findDatabase(resolve(needs.path));
  const database = openForeignDatabase({ ...needs, file });
  try {
    requireKnownLayout(database, file);
    const datastore = readDatastore(database.rows('datastore'));
    return { file, folder: dirname(file), database, datastore, notes: noteNewer(database, datastore) };
  } catch (error) {
    database.close();
    throw error;
  }
}

function findDatabase(path: string): string {
  if (!existsSync(path))
    throw unusable(`${path} is not there.`, 'Give the path of owncast.db or of the folder that it lies in.');
  if (!statSync(path).isDirectory()) return path;
  const found = [join(path, 'owncast.db'), join(path, 'data', 'owncast.db')].find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw unusable(
    `There is no owncast.db in ${path}.`,
    "Give the path of Owncast's folder data, or of owncast.db itself.",
  );
}

function requireKnownLayout(database: ForeignDatabase, file: string): void {
  const { tables } = database;
  if (!tables.has('datastore'))
    throw unusable(`${file} is no database of Owncast: it has no table datastore.`, 'Give the path of owncast.db.');
  for (const [table, columns] of Object.entries(neededColumns)) {
    const present = tables.get(table);
    const missing = present === undefined ? undefined : columns.find((column) => !present.has(column));
    if (missing !== undefined) throw unknownLayout(file, `its table ${table} has no column ${missing}`);
  }
  const layout = readNumber(database, 'config', ({ key, value }) => (key === 'version' ? value : 0));
  if (layout > NEWEST_LAYOUT) throw unknownLayout(file, `its layout is number ${layout}`);
}

function noteNewer(database: ForeignDatabase, datastore: Datastore): string[] {
  const migration = readNumber(database, 'goose_db_version', ({ version_id: version }) => version);
  const settings = Number(datastore.values.get('DATA_STORE_VERSION') ?? 0);
  if (migration <= NEWEST_MIGRATION && settings <= NEWEST_DATASTORE) return [];
  return ['It comes from a newer Owncast than this Aerial knows: look closely at what comes along.'];
}

/** The greatest of the numbers that the rows of a table say; 0 without such a table. */
function readNumber(database: ForeignDatabase, table: string, read: (row: Record<string, unknown>) => unknown): number {
  if (!database.tables.has(table)) return 0;
  let greatest = 0;
  for (const row of database.rows(table)) {
    const number = Number(read(row));
    if (number > greatest) greatest = number;
  }
  return greatest;
}

function unknownLayout(file: string, why: string): AerialError {
  return unusable(
    `${file} comes from an Owncast that this Aerial does not know: ${why}.`,
    'Take a newer Aerial; nothing was stored.',
  );
}

function unusable(message: string, hint: string): AerialError {
  return new AerialError('IMPORT_UNUSABLE', { message, hint });
}
