import { sql } from 'drizzle-orm';
import { blob, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

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

/** Values that must never be shown: the hash of the admin's password, key pairs. Named like settings, never listed with them. */
export const secrets = sqliteTable('secrets', {
  name: text().primaryKey(),
  value: text().notNull(),
  updatedWallMs: integer('updated_wall_ms').notNull(),
});

/** Who is signed in to the studio. Of the cookie only the SHA-256 is kept. */
export const sessions = sqliteTable('sessions', {
  tokenHash: text('token_hash').primaryKey(),
  createdWallMs: integer('created_wall_ms').notNull(),
  expiresWallMs: integer('expires_wall_ms').notNull(),
  address: text().notNull(),
  userAgent: text('user_agent').notNull(),
});

/** Pictures of the channel: its logo, its icon, its emoji. In the database, so that a copy of the one file is a copy of the station. */
export const artwork = sqliteTable(
  'artwork',
  {
    /** `logo`, `favicon` or `emoji`. */
    kind: text().notNull(),
    /** File name with its extension, as addresses carry it. */
    name: text().notNull(),
    mediaType: text('media_type').notNull(),
    bytes: blob({ mode: 'buffer' }).notNull(),
    /** SHA-256 of the bytes, base64url. */
    digest: text().notNull(),
    updatedWallMs: integer('updated_wall_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.name] })],
);

/** People of the chat, and the bots that access tokens stand for (`kind` is `standard` or `api`). */
export const users = sqliteTable(
  'users',
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    displayName: text('display_name').notNull(),
    displayColor: integer('display_color').notNull(),
    createdWallMs: integer('created_wall_ms').notNull(),
    disabledWallMs: integer('disabled_wall_ms'),
    disabledReason: text('disabled_reason'),
    /** Oldest first. */
    previousNames: text('previous_names', { mode: 'json' }).$type<readonly string[]>().notNull(),
    nameChangedWallMs: integer('name_changed_wall_ms'),
    /** Set once an identity was proved. */
    authenticatedWallMs: integer('authenticated_wall_ms'),
    scopes: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
    lastUsedWallMs: integer('last_used_wall_ms'),
  },
  (table) => [index('users_by_name').on(table.displayName), index('users_by_creation').on(table.createdWallMs)],
);

/** Access tokens of users and of bots. Of a token only the SHA-256 is kept, and its first characters to know it by. */
export const accessTokens = sqliteTable(
  'access_tokens',
  {
    tokenHash: text('token_hash').primaryKey(),
    hint: text().notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdWallMs: integer('created_wall_ms').notNull(),
  },
  (table) => [index('access_tokens_by_user').on(table.userId)],
);

/** Identities that users have proved: `kind` is `indieauth`, `fediverse` or `openid`, `key` what names them there. */
export const identities = sqliteTable(
  'identities',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    kind: text().notNull(),
    key: text().notNull(),
    profileUrl: text('profile_url'),
    handle: text(),
    createdWallMs: integer('created_wall_ms').notNull(),
  },
  (table) => [uniqueIndex('identities_by_key').on(table.kind, table.key)],
);

/** What was said and what happened in the chat; `kind` is the event's type on the socket, such as `CHAT`. */
export const messages = sqliteTable(
  'messages',
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    /** Sanitised HTML, as it goes to clients. */
    body: text().notNull(),
    /** What was typed, where it is known. */
    rawBody: text('raw_body'),
    sentWallMs: integer('sent_wall_ms').notNull(),
    hiddenWallMs: integer('hidden_wall_ms'),
    title: text(),
    subtitle: text(),
    image: text(),
    link: text(),
    /** Id of the message that it answers, which may be gone. */
    replyToId: text('reply_to_id'),
    /** Since when it is shown above the others; null for all but one. */
    pinnedWallMs: integer('pinned_wall_ms'),
  },
  (table) => [
    index('messages_by_time').on(table.sentWallMs),
    index('messages_by_user').on(table.userId, table.sentWallMs),
    index('messages_pinned')
      .on(table.pinnedWallMs)
      .where(sql`pinned_wall_ms IS NOT NULL`),
  ],
);

/** From where nobody may chat: an address, or a range such as `192.0.2.0/24`. */
export const ipBans = sqliteTable('ip_bans', {
  address: text().primaryKey(),
  notes: text().notNull(),
  createdWallMs: integer('created_wall_ms').notNull(),
  /** Whose ban brought it along; it goes when that is taken back. */
  userId: text('user_id'),
});

/** Until when people may only read, by order of a moderator. */
export const timeOuts = sqliteTable('time_outs', {
  userId: text('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  untilWallMs: integer('until_wall_ms').notNull(),
});

/** Who did what to whom in the chat. Names are kept as they were: people change theirs. */
export const moderationLog = sqliteTable(
  'moderation_log',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    wallMs: integer('wall_ms').notNull(),
    /** Such as `message.hidden`. */
    action: text().notNull(),
    /** Null for the admin, who is nobody of the chat. */
    actorId: text('actor_id'),
    actorName: text('actor_name').notNull(),
    /** Null for what was done to nobody in particular. */
    targetId: text('target_id'),
    targetName: text('target_name').notNull(),
    /** What it was about: a reason, a text, an address. */
    detail: text().notNull(),
  },
  (table) => [index('moderation_log_by_target').on(table.targetId)],
);

export const webhooks = sqliteTable('webhooks', {
  id: integer().primaryKey({ autoIncrement: true }),
  url: text().notNull(),
  /** Types of events, as the socket names them. */
  events: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
  /** Signs what is sent; empty for none. */
  secret: text().notNull(),
  createdWallMs: integer('created_wall_ms').notNull(),
  lastUsedWallMs: integer('last_used_wall_ms'),
  /** The first failure since something was last taken; null while all is well. */
  failingSinceWallMs: integer('failing_since_wall_ms'),
  /** When it was switched off for failing. */
  disabledWallMs: integer('disabled_wall_ms'),
});

/** What was sent to webhooks, and what they answered: the latest of each. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    webhookId: integer('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    /** Type and id of the event. */
    event: text().notNull(),
    eventId: text('event_id').notNull(),
    /** What was sent, whole. */
    body: text().notNull(),
    /** Counts from 1 with each try of the same event. */
    attempt: integer().notNull(),
    sentWallMs: integer('sent_wall_ms').notNull(),
    durationMs: integer('duration_ms').notNull(),
    /** Null when there was no answer; `error` says why then. */
    status: integer(),
    error: text(),
    /** How the answer begins. */
    answer: text().notNull(),
  },
  (table) => [index('webhook_deliveries_by_webhook').on(table.webhookId, table.id)],
);

/** What is still to be done, in order within a lane. */
export const jobs = sqliteTable(
  'jobs',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    kind: text().notNull(),
    lane: text().notNull(),
    payload: text({ mode: 'json' }).$type<unknown>().notNull(),
    /** Tries that failed. */
    attempts: integer().notNull(),
    dueWallMs: integer('due_wall_ms').notNull(),
    lastError: text('last_error'),
    createdWallMs: integer('created_wall_ms').notNull(),
  },
  (table) => [index('jobs_by_lane').on(table.kind, table.lane, table.id)],
);

/** Whom to tell when the channel goes on air; `destination` is the JSON of a browser's push subscription. */
export const subscriptions = sqliteTable(
  'subscriptions',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    channel: text().notNull(),
    destination: text().notNull(),
    createdWallMs: integer('created_wall_ms').notNull(),
    /** Since when nothing was taken there; null while all is. */
    failingSinceWallMs: integer('failing_since_wall_ms'),
  },
  (table) => [uniqueIndex('subscriptions_by_destination').on(table.channel, table.destination)],
);

/** Fediverse accounts that follow, wait to be let in (`approvedWallMs` is null) or were blocked (`disabledWallMs` is set). */
export const followers = sqliteTable(
  'followers',
  {
    iri: text().primaryKey(),
    inbox: text().notNull(),
    sharedInbox: text('shared_inbox'),
    name: text().notNull(),
    /** `user@host`. */
    username: text().notNull(),
    image: text(),
    /** IRI of the Follow activity, and the activity itself as JSON: answers and removals refer to it. */
    requestIri: text('request_iri').notNull(),
    requestJson: text('request_json'),
    createdWallMs: integer('created_wall_ms').notNull(),
    approvedWallMs: integer('approved_wall_ms'),
    disabledWallMs: integer('disabled_wall_ms'),
    /** Whether it is a channel or a directory that shows others how this stream is. */
    isDirectory: integer('is_directory', { mode: 'boolean' }).notNull().default(false),
    /** Since when nothing could be brought there; null while that works. */
    unreachableWallMs: integer('unreachable_wall_ms'),
  },
  (table) => [
    index('followers_by_creation').on(table.createdWallMs),
    index('followers_by_inbox').on(table.inbox),
    index('followers_by_shared_inbox').on(table.sharedInbox),
  ],
);

/** What this channel has published to the fediverse. */
export const outbox = sqliteTable(
  'outbox',
  {
    iri: text().primaryKey(),
    kind: text().notNull(),
    json: text().notNull(),
    isLiveNotice: integer('is_live_notice', { mode: 'boolean' }).notNull(),
    createdWallMs: integer('created_wall_ms').notNull(),
    /** When it was taken back; what is left says only that there was something. */
    deletedWallMs: integer('deleted_wall_ms'),
  },
  (table) => [index('outbox_by_creation').on(table.createdWallMs)],
);

/** Activities on their way to others: what is to be delivered names one of these, so that each is kept once. */
export const sentActivities = sqliteTable(
  'sent_activities',
  {
    iri: text().primaryKey(),
    json: text().notNull(),
    createdWallMs: integer('created_wall_ms').notNull(),
  },
  (table) => [index('sent_activities_by_creation').on(table.createdWallMs)],
);

/** Streams of others that the channel recommends; `followIri` names what they were asked with. */
export const featuredStreams = sqliteTable('featured_streams', {
  id: text().primaryKey(),
  /** The account's. */
  iri: text().notNull().unique(),
  inbox: text().notNull(),
  followIri: text('follow_iri').notNull(),
  name: text().notNull(),
  logoUrl: text('logo_url').notNull(),
  isOnline: integer('is_online', { mode: 'boolean' }).notNull(),
  title: text().notNull(),
  description: text().notNull(),
  tags: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
  thumbnailUrl: text('thumbnail_url').notNull(),
  /** When it was last live, as far as it said. */
  onlineWallMs: integer('online_wall_ms'),
  /** When it last said how it is. */
  toldWallMs: integer('told_wall_ms'),
  addedWallMs: integer('added_wall_ms').notNull(),
  /** When it agreed; null until then. */
  acceptedWallMs: integer('accepted_wall_ms'),
});

/** Activities of others that were taken, so that none counts twice. */
export const inboxActivities = sqliteTable(
  'inbox_activities',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    iri: text().notNull(),
    actorIri: text('actor_iri').notNull(),
    kind: text().notNull(),
    receivedWallMs: integer('received_wall_ms').notNull(),
    /** What was said along with it, as plain text; empty for nothing. */
    words: text().notNull().default(''),
  },
  (table) => [uniqueIndex('inbox_activities_by_iri').on(table.iri, table.actorIri, table.kind)],
);

/** Broadcasts that are planned, single ones and series. */
export const plans = sqliteTable('plans', {
  id: text().primaryKey(),
  name: text().notNull(),
  description: text().notNull(),
  /** Name of the IANA database. */
  timeZone: text('time_zone').notNull(),
  /** The first start as a clock there shows it: milliseconds that its date and hour would be in UTC. */
  startLocalMs: integer('start_local_ms').notNull(),
  durationMinutes: integer('duration_minutes').notNull(),
  /** Rule of RFC 5545; null for a single broadcast. */
  recurrence: text(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull(),
  createdWallMs: integer('created_wall_ms').notNull(),
  updatedWallMs: integer('updated_wall_ms').notNull(),
});

/** What is different about one broadcast of a series, which is named by the local start that the series gives it. */
export const planExceptions = sqliteTable(
  'plan_exceptions',
  {
    planId: text('plan_id')
      .notNull()
      .references(() => plans.id, { onDelete: 'cascade' }),
    localMs: integer('local_ms').notNull(),
    /** `changed`, `cancelled` or `removed`. */
    status: text().$type<'changed' | 'cancelled' | 'removed'>().notNull(),
    /** Each null where it is as in the series. */
    startLocalMs: integer('start_local_ms'),
    durationMinutes: integer('duration_minutes'),
    name: text(),
    description: text(),
    updatedWallMs: integer('updated_wall_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.planId, table.localMs] })],
);

/** What people were told of, so that nothing is told twice. */
export const notices = sqliteTable(
  'notices',
  {
    /** Such as `live <broadcast>`. */
    key: text().primaryKey(),
    event: text().notNull(),
    wallMs: integer('wall_ms').notNull(),
  },
  (table) => [index('notices_by_event').on(table.event, table.wallMs)],
);

/** Requests that are made of notices, such as to a chat of the owner's. */
export const noticeHooks = sqliteTable('notice_hooks', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull(),
  method: text().$type<'POST' | 'PUT'>().notNull(),
  url: text().notNull(),
  headers: text({ mode: 'json' }).$type<Readonly<Record<string, string>>>().notNull(),
  contentType: text('content_type').$type<'application/json' | 'text/plain'>().notNull(),
  body: text().notNull(),
  isEnabled: integer('is_enabled', { mode: 'boolean' }).notNull(),
  createdWallMs: integer('created_wall_ms').notNull(),
});

/** Tries to deliver notices, the latest of them. */
export const noticeDeliveries = sqliteTable('notice_deliveries', {
  id: integer().primaryKey({ autoIncrement: true }),
  noticeId: text('notice_id').notNull(),
  event: text().notNull(),
  way: text().notNull(),
  /** Who was told, in words. */
  receiver: text().notNull(),
  /** Counts from 1 with each try; 0 for a test. */
  attempt: integer().notNull(),
  sentWallMs: integer('sent_wall_ms').notNull(),
  durationMs: integer('duration_ms').notNull(),
  isTaken: integer('is_taken', { mode: 'boolean' }).notNull(),
  /** Null when there was no answer. */
  status: integer(),
  reason: text().notNull(),
});

/** Figures over time; `spanMs` is how long a time one row stands for, longer the older it is. */
export const samples = sqliteTable(
  'samples',
  {
    series: text().notNull(),
    wallMs: integer('wall_ms').notNull(),
    spanMs: integer('span_ms').notNull(),
    value: real().notNull(),
  },
  (table) => [primaryKey({ columns: [table.series, table.wallMs] })],
);

/** What this station has written to a bucket and not yet removed: the only keys that it may ever remove there. */
export const storedObjects = sqliteTable(
  'stored_objects',
  {
    /** Which bucket: its endpoint and its name. */
    place: text().notNull(),
    key: text().notNull(),
    /** What the bucket called the bytes that were written last; null where that does not matter. */
    entityTag: text('entity_tag'),
    /** From when on it may be removed; null while it is needed. */
    removeAfterWallMs: integer('remove_after_wall_ms'),
  },
  (table) => [
    primaryKey({ columns: [table.place, table.key] }),
    index('stored_objects_by_removal').on(table.removeAfterWallMs),
  ],
);

/** What was on air, from one change of source, title or renditions to the next. */
export const stretches = sqliteTable(
  'stretches',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    beganWallMs: integer('began_wall_ms').notNull(),
    /** Null for what is on air; after a crash when its last segment ended. */
    endedWallMs: integer('ended_wall_ms'),
    broadcastId: text('broadcast_id').notNull(),
    /** What kind of source, such as `live`. */
    source: text().notNull(),
    title: text().notNull(),
    /** The renditions that could be chosen, best first. */
    renditions: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
  },
  (table) => [index('stretches_by_time').on(table.beganWallMs)],
);

/** The segments of the source rendition that were on air, one by one. */
export const timelineSegments = sqliteTable(
  'timeline_segments',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    stretchId: integer('stretch_id').notNull(),
    mediaSequence: integer('media_sequence').notNull(),
    startWallMs: integer('start_wall_ms').notNull(),
    /** On the broadcast's own clock. */
    startMediaMs: integer('start_media_ms').notNull(),
    durationMs: integer('duration_ms').notNull(),
    isDiscontinuity: integer('is_discontinuity', { mode: 'boolean' }).notNull(),
    isGap: integer('is_gap', { mode: 'boolean' }).notNull(),
  },
  (table) => [index('timeline_segments_by_time').on(table.startWallMs)],
);
