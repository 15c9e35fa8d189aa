import { and, type Column, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import * as schema from './schema.ts';
import type { Session } from './session.ts';

/** What can come from elsewhere in bulk, each table with the columns that tell its rows apart. */
const nouns = {
  users: { table: schema.users, key: ['id'] },
  accessTokens: { table: schema.accessTokens, key: ['tokenHash'] },
  identities: { table: schema.identities, key: ['kind', 'key'] },
  messages: { table: schema.messages, key: ['id'] },
  ipBans: { table: schema.ipBans, key: ['address'] },
  webhooks: { table: schema.webhooks, key: ['url', 'events'] },
  subscriptions: { table: schema.subscriptions, key: ['channel', 'destination'] },
  followers: { table: schema.followers, key: ['iri'] },
  outbox: { table: schema.outbox, key: ['iri'] },
  inboxActivities: { table: schema.inboxActivities, key: ['iri', 'actorIri', 'kind'] },
  artwork: { table: schema.artwork, key: ['kind', 'name'] },
  streamKeys: { table: schema.streamKeys, key: ['key'] },
  plans: { table: schema.plans, key: ['id'] },
  planExceptions: { table: schema.planExceptions, key: ['planId', 'localMs'] },
} as const;

export type ImportNoun = keyof typeof nouns;
/** A row of a noun; what is left out is empty. */
export type ImportRow<Noun extends ImportNoun> = (typeof nouns)[Noun]['table']['$inferInsert'];

/** A figure that is the only one of its series. */
export type ImportSample = typeof schema.samples.$inferInsert;

/** What tells a row apart from others of its noun, as one text. */
export function importKey<Noun extends ImportNoun>(noun: Noun, row: ImportRow<Noun>): string {
  const values = row as Readonly<Record<string, unknown>>;
  return JSON.stringify(nouns[noun].key.map((name) => values[name]));
}

/** Looks at what is there. */
export class ImportReader {
  readonly #database: Drizzle;
  readonly #finders = new Map<ImportNoun, (row: object) => boolean>();

  constructor(needs: { database: Drizzle }) {
    this.#database = needs.database;
  }

  settings(): ReadonlyMap<string, string> {
    const rows = this.#database.select().from(schema.settings).all();
    return new Map(rows.map(({ name, value }) => [name, value]));
  }

  secret(name: string): string | null {
    return this.#database.select().from(schema.secrets).where(eq(schema.secrets.name, name)).get()?.value ?? null;
  }

  /** Whether pictures of that kind are there. */
  hasArtwork(kind: string): boolean {
    const { artwork } = schema;
    return (
      this.#database.select({ kind: artwork.kind }).from(artwork).where(eq(artwork.kind, kind)).get() !== undefined
    );
  }

  /** The latest figure of a series. */
  latestValue(series: string): number | null {
    const { samples } = schema;
    const query = this.#database.select({ value: samples.value }).from(samples).where(eq(samples.series, series));
    return query.orderBy(desc(samples.wallMs)).limit(1).get()?.value ?? null;
  }

  /** Whether there is a row with the key of this one; only the columns of the key need to be given. */
  has<Noun extends ImportNoun>(noun: Noun, row: Partial<ImportRow<Noun>>): boolean {
    const find = this.#finders.get(noun) ?? this.#prepareFinder(noun);
    return find(row);
  }

  #prepareFinder(noun: ImportNoun): (row: object) => boolean {
    const { table } = nouns[noun];
    const columns = keyColumns(noun);
    const conditions = columns.map(([name, column]): SQL => eq(column, sql.placeholder(name)));
    const statement = this.#database
      .select({ found: sql`1` })
      .from(table as SQLiteTable)
      .where(and(...conditions))
      .limit(1)
      .prepare();
    // Drizzle encodes a placeholder of an insert, but not one of a condition.
    const find = (row: object): boolean => statement.get(encode(row, columns)) !== undefined;
    this.#finders.set(noun, find);
    return find;
  }
}

function keyColumns(noun: ImportNoun): readonly (readonly [string, Column])[] {
  const { table, key } = nouns[noun];
  const names: ReadonlySet<string> = new Set(key);
  return Object.entries<Column>(getTableColumns(table)).filter(([name]) => names.has(name));
}

function encode(row: object, columns: readonly (readonly [string, Column])[]): Record<string, unknown> {
  const values = row as Readonly<Record<string, unknown>>;
  return Object.fromEntries(columns.map(([name, column]) => [name, column.mapToDriverValue(values[name])]));
}

/** Writes many rows quickly. What is there stays as it is. Only within `Store.importing`, which makes all of it hold or none. */
export class ImportWriter extends ImportReader {
  readonly #database: Drizzle;
  readonly #wallMs: number;
  readonly #inserters = new Map<ImportNoun, (row: object) => boolean>();

  constructor(needs: { database: Drizzle; wallMs: number }) {
    super(needs);
    this.#database = needs.database;
    this.#wallMs = needs.wallMs;
  }

  /** Adds a row unless one with its key is there; true when it was added. */
  add<Noun extends ImportNoun>(noun: Noun, row: ImportRow<Noun>): boolean {
    // Their table has no constraint that would turn a second one away.
    if (noun === 'webhooks' && this.has(noun, row)) return false;
    const insert = this.#inserters.get(noun) ?? this.#prepareInserter(noun);
    return insert(row);
  }

  setSetting(name: string, value: string): void {
    this.#database
      .insert(schema.settings)
      .values({ name, value })
      .onConflictDoUpdate({ target: schema.settings.name, set: { value } })
      .run();
  }

  setSecret(name: string, value: string): void {
    const updatedWallMs = this.#wallMs;
    this.#database
      .insert(schema.secrets)
      .values({ name, value, updatedWallMs })
      .onConflictDoUpdate({ target: schema.secrets.name, set: { value, updatedWallMs } })
      .run();
  }

  /** Makes a figure the only one of its series. */
  replaceSeries(sample: ImportSample): void {
    this.#database.delete(schema.samples).where(eq(schema.samples.series, sample.series)).run();
    this.#database.insert(schema.samples).values(sample).run();
  }

  #prepareInserter(noun: ImportNoun): (row: object) => boolean {
    const { table } = nouns[noun];
    // A number that the table gives by itself is left to it.
    const names = Object.entries<Column>(getTableColumns(table))
      .filter(([name, column]) => name !== 'id' || column.dataType === 'string')
      .map(([name]) => name);
    const placeholders = Object.fromEntries(names.map((name) => [name, sql.placeholder(name)]));
    const blank = Object.fromEntries(names.map((name) => [name, null]));
    const statement = this.#database
      .insert(table as SQLiteTable)
      .values(placeholders)
      .onConflictDoNothing()
      .prepare();
    const insert = (row: object): boolean => (statement.run({ ...blank, ...row }) as { changes: number }).changes > 0;
    this.#inserters.set(noun, insert);
    return insert;
  }
}

type Drizzle = Parameters<Parameters<Session['run']>[0]>[0];
