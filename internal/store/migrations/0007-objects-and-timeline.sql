CREATE TABLE `stored_objects` (
	`place` text NOT NULL,
	`key` text NOT NULL,
	`entity_tag` text,
	`remove_after_wall_ms` integer,
	PRIMARY KEY(`place`, `key`)
);

CREATE INDEX `stored_objects_by_removal` ON `stored_objects` (`remove_after_wall_ms`);
CREATE TABLE `stretches` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`began_wall_ms` integer NOT NULL,
	`ended_wall_ms` integer,
	`broadcast_id` text NOT NULL,
	`source` text NOT NULL,
	`title` text NOT NULL,
	`renditions` text NOT NULL
);

CREATE INDEX `stretches_by_time` ON `stretches` (`began_wall_ms`);
CREATE TABLE `timeline_segments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`stretch_id` integer NOT NULL,
	`media_sequence` integer NOT NULL,
	`start_wall_ms` integer NOT NULL,
	`start_media_ms` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`is_discontinuity` integer NOT NULL,
	`is_gap` integer NOT NULL
);

CREATE INDEX `timeline_segments_by_time` ON `timeline_segments` (`start_wall_ms`);
