CREATE TABLE `notice_deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`notice_id` text NOT NULL,
	`event` text NOT NULL,
	`way` text NOT NULL,
	`receiver` text NOT NULL,
	`attempt` integer NOT NULL,
	`sent_wall_ms` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`is_taken` integer NOT NULL,
	`status` integer,
	`reason` text NOT NULL
);

CREATE TABLE `notice_hooks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`method` text NOT NULL,
	`url` text NOT NULL,
	`headers` text NOT NULL,
	`content_type` text NOT NULL,
	`body` text NOT NULL,
	`is_enabled` integer NOT NULL,
	`created_wall_ms` integer NOT NULL
);

CREATE TABLE `notices` (
	`key` text PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`wall_ms` integer NOT NULL
);

CREATE INDEX `notices_by_event` ON `notices` (`event`,`wall_ms`);
CREATE TABLE `plan_exceptions` (
	`plan_id` text NOT NULL,
	`local_ms` integer NOT NULL,
	`status` text NOT NULL,
	`start_local_ms` integer,
	`duration_minutes` integer,
	`name` text,
	`description` text,
	`updated_wall_ms` integer NOT NULL,
	PRIMARY KEY(`plan_id`, `local_ms`),
	FOREIGN KEY (`plan_id`) REFERENCES `plans`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE TABLE `plans` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`time_zone` text NOT NULL,
	`start_local_ms` integer NOT NULL,
	`duration_minutes` integer NOT NULL,
	`recurrence` text,
	`is_active` integer NOT NULL,
	`created_wall_ms` integer NOT NULL,
	`updated_wall_ms` integer NOT NULL
);

