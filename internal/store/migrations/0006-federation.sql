CREATE TABLE `sent_activities` (
	`iri` text PRIMARY KEY NOT NULL,
	`json` text NOT NULL,
	`created_wall_ms` integer NOT NULL
);

CREATE INDEX `sent_activities_by_creation` ON `sent_activities` (`created_wall_ms`);
ALTER TABLE `outbox` ADD `deleted_wall_ms` integer;
