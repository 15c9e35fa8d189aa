import { systemCode } from '../platform/errors.ts';
import type { Connection } from './sqlite.ts';

/**
 * What a restored row must not simply take the place of: numbers never given twice, who is signed in, what is on air and was, what is still
 * to do, what lies in buckets.
 */
const KEPT_APART: ReadonlySet<string> = new Set([
  'counters',
  'sessions',
  'broadcasts',
  'jobs',
  'stored_objects',
  'stretches',
  'timeline_segments',
]);
/** How often the differences are found again because a server has written meanwhile; then it has to wait. */
const MAX_TRIES = 5;

/** Ids that were given are never given again. */
const SEQUENCES = `
  CREATE TEMP TABLE sequences AS SELECT name, max(seq) AS seq FROM
    (SELECT name, seq FROM main.sqlite_sequence UNION ALL SELECT name, seq FROM restored.sqlite_sequence) GROUP BY name;
  DELETE FROM main.sqlite_sequence;
  INSERT INTO main.sqlite_sequence (name, seq) SELECT name, seq FROM temp.sequences;
  DROP TABLE temp.sequences;
`;

const COUNTERS = `
  INSERT INTO main.counters SELECT * FROM restored.counters WHERE true
    ON CONFLICT (name) DO UPDATE SET next = max(next, excluded.next);
`;

/** What is on air now goes on; what was on air when the copy was made is over. */
const BROADCASTS = `
  DELETE FROM main.broadcasts WHERE ended_wall_ms IS NOT NULL;
  CREATE TEMP TABLE on_air AS SELECT id FROM main.broadcasts;
  INSERT OR IGNORE INTO main.broadcasts SELECT * FROM restored.broadcasts;
  UPDATE main.broadcasts SET ended_wall_ms = seen_wall_ms, reason = 'restored'
    WHERE ended_wall_ms IS NULL AND id NOT IN (SELECT id FROM temp.on_air);
  DROP TABLE temp.on_air;
`;

/** A station that has a record of its own keeps it; a new one takes over what was on air before. Segments of stretches that were forgotten are none. */
const TIMELINE = `
  DELETE FROM main.timeline_segments WHERE NOT EXISTS (SELECT 1 FROM main.stretches);
  INSERT INTO main.timeline_segments SELECT * FROM restored.timeline_segments
    WHERE NOT EXISTS (SELECT 1 FROM main.stretches);
  INSERT INTO main.stretches SELECT * FROM restored.stretches WHERE NOT EXISTS (SELECT 1 FROM main.stretches);
  UPDATE main.stretches SET ended_wall_ms = began_wall_ms WHERE ended_wall_ms IS NULL
    AND broadcast_id NOT IN (SELECT id FROM main.broadcasts WHERE ended_wall_ms IS NULL);
`;

/**
 * Puts the rows of another database of the same layout in the place of this one's, all or nothing. Numbers that never go back do not, a
 * broadcast that is on air stays on record, and everybody has to sign in again.
 */
export function replaceContents(connection: Connection, from: string): void {
  connection.prepare('ATTACH ? AS restored').run(from);
  // Tables come one by one; that all references hold within the copy was looked at before.
  connection.pragma('foreign_keys = OFF');
  connection.pragma('temp_store = MEMORY');
  try {
    replaceInTransaction(connection);
  } finally {
    connection.pragma('foreign_keys = ON');
    connection.exec('DETACH restored');
  }
}

/**
 * What differs is found while a server may go on writing, and only then is it kept waiting. SQLite refuses to write when what was read is
 * old by then; the differences are found again, the last time with the right to write.
 */
function replaceInTransaction(connection: Connection): void {
  const replace = connection.transaction(() => {
    const tables = tablesOf(connection);
    for (const table of tables) findDifferences(connection, table);
    for (const table of tables) applyDifferences(connection, table);
    connection.exec(COUNTERS + BROADCASTS + TIMELINE + SEQUENCES + 'DELETE FROM main.sessions');
  });
  for (let round = 1; round < MAX_TRIES; round += 1) {
    try {
      return replace.deferred();
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
  }
  replace.immediate();
}

/** Whether a server has written since it was read, or does so now: who has read is not let wait for it, but refused at once. */
function isOvertaken(error: unknown): boolean {
  const code = systemCode(error);
  return code === 'SQLITE_BUSY_SNAPSHOT' || code === 'SQLITE_BUSY';
}

function tablesOf(connection: Connection): readonly string[] {
  const names = connection
    .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    .pluck()
    .all() as string[];
  return names.filter((name) => !KEPT_APART.has(name));
}

/** Notes which rows are here alone and which are there alone. */
function findDifferences(connection: Connection, table: string): void {
  const columns = connection.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[];
  const isSame = columns.map((column) => `one."${column}" IS other."${column}"`).join(' AND ');
  const alone = (here: string, there: string) =>
    `SELECT one.rowid AS id FROM ${here}."${table}" AS one WHERE NOT EXISTS (SELECT 1 FROM ${there}."${table}" AS other WHERE ${isSame})`;
  connection.exec(`
    CREATE TEMP TABLE "gone ${table}" AS ${alone('main', 'restored')};
    CREATE TEMP TABLE "new ${table}" AS ${alone('restored', 'main')};
  `);
}

function applyDifferences(connection: Connection, table: string): void {
  connection.exec(`
    DELETE FROM main."${table}" WHERE rowid IN (SELECT id FROM temp."gone ${table}");
    INSERT INTO main."${table}" SELECT * FROM restored."${table}" WHERE rowid IN (SELECT id FROM temp."new ${table}");
    DROP TABLE temp."gone ${table}";
    DROP TABLE temp."new ${table}";
  `);
}
