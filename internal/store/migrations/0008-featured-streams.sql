CREATE TABLE `featured_streams` (
	`id` text PRIMARY KEY NOT NULL,
	`iri` text NOT NULL,
	`inbox` text NOT NULL,
	`follow_iri` text NOT NULL,
	`name` text NOT NULL,
	`logo_url` text NOT NULL,
	`is_online` integer NOT NULL,
	`title` text NOT NULL,
	`description` text NOT NULL,
	`tags` text NOT NULL,
	`thumbnail_url` text NOT NULL,
	`online_wall_ms` integer,
	`told_wall_ms` integer,
	`added_wall_ms` integer NOT NULL,
	`accepted_wall_ms` integer
);

CREATE UNIQUE INDEX `featured_streams_iri_unique` ON `featured_streams` (`iri`);
ALTER TABLE `followers` ADD `is_directory` integer DEFAULT false NOT NULL;
