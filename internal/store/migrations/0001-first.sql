CREATE TABLE `broadcasts` (
	`id` text PRIMARY KEY NOT NULL,
	`started_wall_ms` integer NOT NULL,
	`seen_wall_ms` integer NOT NULL,
	`ended_wall_ms` integer,
	`reason` text,
	`remote_address` text NOT NULL,
	`encoder` text,
	`video_codec` text,
	`audio_codec` text,
	`width_pixels` integer,
	`height_pixels` integer,
	`frame_rate` real
);

CREATE TABLE `counters` (
	`name` text PRIMARY KEY NOT NULL,
	`next` integer NOT NULL
);

CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);

CREATE TABLE `stream_keys` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`comment` text NOT NULL,
	`created_wall_ms` integer NOT NULL
);

CREATE UNIQUE INDEX `stream_keys_key_unique` ON `stream_keys` (`key`);
