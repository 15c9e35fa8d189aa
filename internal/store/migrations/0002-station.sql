CREATE TABLE `access_tokens` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`hint` text NOT NULL,
	`user_id` text NOT NULL,
	`created_wall_ms` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `access_tokens_by_user` ON `access_tokens` (`user_id`);
CREATE TABLE `artwork` (
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`media_type` text NOT NULL,
	`bytes` blob NOT NULL,
	`digest` text NOT NULL,
	`updated_wall_ms` integer NOT NULL,
	PRIMARY KEY(`kind`, `name`)
);

CREATE TABLE `followers` (
	`iri` text PRIMARY KEY NOT NULL,
	`inbox` text NOT NULL,
	`shared_inbox` text,
	`name` text NOT NULL,
	`username` text NOT NULL,
	`image` text,
	`request_iri` text NOT NULL,
	`request_json` text,
	`created_wall_ms` integer NOT NULL,
	`approved_wall_ms` integer,
	`disabled_wall_ms` integer
);

CREATE INDEX `followers_by_creation` ON `followers` (`created_wall_ms`);
CREATE TABLE `identities` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`profile_url` text,
	`handle` text,
	`created_wall_ms` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE UNIQUE INDEX `identities_by_key` ON `identities` (`kind`,`key`);
CREATE TABLE `inbox_activities` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`iri` text NOT NULL,
	`actor_iri` text NOT NULL,
	`kind` text NOT NULL,
	`received_wall_ms` integer NOT NULL
);

CREATE UNIQUE INDEX `inbox_activities_by_iri` ON `inbox_activities` (`iri`,`actor_iri`,`kind`);
CREATE TABLE `ip_bans` (
	`address` text PRIMARY KEY NOT NULL,
	`notes` text NOT NULL,
	`created_wall_ms` integer NOT NULL
);

CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`user_id` text,
	`body` text NOT NULL,
	`raw_body` text,
	`sent_wall_ms` integer NOT NULL,
	`hidden_wall_ms` integer,
	`title` text,
	`subtitle` text,
	`image` text,
	`link` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `messages_by_time` ON `messages` (`sent_wall_ms`);
CREATE INDEX `messages_by_user` ON `messages` (`user_id`);
CREATE TABLE `outbox` (
	`iri` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`json` text NOT NULL,
	`is_live_notice` integer NOT NULL,
	`created_wall_ms` integer NOT NULL
);

CREATE INDEX `outbox_by_creation` ON `outbox` (`created_wall_ms`);
CREATE TABLE `samples` (
	`series` text NOT NULL,
	`wall_ms` integer NOT NULL,
	`span_ms` integer NOT NULL,
	`value` real NOT NULL,
	PRIMARY KEY(`series`, `wall_ms`)
);

CREATE TABLE `secrets` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_wall_ms` integer NOT NULL
);

CREATE TABLE `sessions` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`created_wall_ms` integer NOT NULL,
	`expires_wall_ms` integer NOT NULL,
	`address` text NOT NULL,
	`user_agent` text NOT NULL
);

CREATE TABLE `subscriptions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`channel` text NOT NULL,
	`destination` text NOT NULL,
	`created_wall_ms` integer NOT NULL
);

CREATE UNIQUE INDEX `subscriptions_by_destination` ON `subscriptions` (`channel`,`destination`);
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`display_name` text NOT NULL,
	`display_color` integer NOT NULL,
	`created_wall_ms` integer NOT NULL,
	`disabled_wall_ms` integer,
	`disabled_reason` text,
	`previous_names` text NOT NULL,
	`name_changed_wall_ms` integer,
	`authenticated_wall_ms` integer,
	`scopes` text NOT NULL,
	`last_used_wall_ms` integer
);

CREATE INDEX `users_by_name` ON `users` (`display_name`);
CREATE INDEX `users_by_creation` ON `users` (`created_wall_ms`);
CREATE TABLE `webhooks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`secret` text NOT NULL,
	`created_wall_ms` integer NOT NULL,
	`last_used_wall_ms` integer
);

