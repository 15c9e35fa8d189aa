import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import * as schema from './schema.ts';

type Snapshot = Awaited<ReturnType<typeof generateSQLiteDrizzleJson>>;

const directory = join(import.meta.dirname, 'migrations');
const snapshotFile = join(directory, 'snapshot.json');

/** The statements that lead from the latest migration to `schema.ts`; none when nothing has changed. */
async function draftMigration(): Promise<{ statements: readonly string[]; snapshot: Snapshot }> {
  const text = readSnapshot();
  const before = text === null ? await generateSQLiteDrizzleJson({}) : (JSON.parse(text) as Snapshot);
  const snapshot = await generateSQLiteDrizzleJson(schema, before.id);
  return { statements: await generateSQLiteMigration(before, snapshot), snapshot };
}

function readSnapshot(): string | null {
  return readdirSync(directory).includes('snapshot.json') ? readFileSync(snapshotFile, 'utf8') : null;
}

/** Writes the next migration. Run by hand after a change of `schema.ts`: `node internal/store/write-migration.ts a-name`. */
async function main(name: string | undefined): Promise<void> {
  if (name === undefined || !/^[a-z0-9-]+$/.test(name))
    throw new Error('Give the migration a name in lower case, with hyphens.');
  const { statements, snapshot } = await draftMigration();
  if (statements.length === 0) throw new Error('schema.ts says what the migrations say already.');
  const number = readdirSync(directory).filter((file) => file.endsWith('.sql')).length + 1;
  const file = `${String(number).padStart(4, '0')}-${name}.sql`;
  writeFileSync(join(directory, file), `${statements.join('\n')}\n`);
  writeFileSync(snapshotFile, `${JSON.stringify(snapshot)}\n`);
  process.stdout.write(`Wrote ${file}; read it before you keep it.\n`);
}

await main(process.argv[2]);
