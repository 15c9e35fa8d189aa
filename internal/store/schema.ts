import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Settings that differ from their default, as written; the table of settings says what each text means. */
export const settings = sqliteTable('settings', {
  name: text().primaryKey(),
  value: text().notNull(),
});

/** What encoders may publish with. Ids are never given twice, so that a log line keeps its meaning. */
export const streamKeys = sqliteTable('stream_keys', {
  id: integer().primaryKey({ autoIncrement: true }),
  key: text().notNull().unique(),
  comment: text().notNull(),
  createdWallMs: integer('created_wall_ms').notNull(),
});

/** Sequences that never go back: the first number that has not been given yet. */
export const counters = sqliteTable('counters', {
  name: text().primaryKey(),
  next: integer().notNull(),
});

/** Every time that somebody was on air. */
export const broadcasts = sqliteTable('broadcasts', {
  id: text().primaryKey(),
  startedWallMs: integer('started_wall_ms').notNull(),
  /** When it was last known to be on air: the best guess of its end after a crash. */
  seenWallMs: integer('seen_wall_ms').notNull(),
  endedWallMs: integer('ended_wall_ms'),
  reason: text(),
  remoteAddress: text('remote_address').notNull(),
  encoder: text(),
  videoCodec: text('video_codec'),
  audioCodec: text('audio_codec'),
  widthPixels: integer('width_pixels'),
  heightPixels: integer('height_pixels'),
  frameRate: real('frame_rate'),
});
