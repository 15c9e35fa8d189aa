/** One step of the database's shape. Its number is the `user_version` that it leads to. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** The part of the program's assets that hold the migrations. */
export interface MigrationAssets {
  names(prefix: string): string[];
  text(name: string): string;
}

const FOLDER = 'migrations/';

/** Reads every migration, in order. Throws when the numbers are not 1, 2, 3, …: a fault of the build, not of the user. */
export function readMigrations(assets: MigrationAssets): readonly Migration[] {
  const names = assets.names(FOLDER).filter((name) => name.endsWith('.sql'));
  const migrations = names.map((asset): Migration => {
    const match = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(asset.slice(FOLDER.length));
    if (match === null) throw new Error(`A migration is called ${asset}, which is not NNNN-name.sql.`);
    return { number: Number(match[1]), name: match[2] ?? '', sql: assets.text(asset) };
  });
  migrations.sort((left, right) => left.number - right.number);
  migrations.forEach(({ number, name }, index) => {
    if (number !== index + 1) throw new Error(`Migration ${number} (${name}) stands where ${index + 1} belongs.`);
  });
  if (migrations.length === 0) throw new Error('There are no migrations among the assets.');
  return migrations;
}
