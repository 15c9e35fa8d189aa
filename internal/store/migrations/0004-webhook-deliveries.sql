CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`lane` text NOT NULL,
	`payload` text NOT NULL,
	`attempts` integer NOT NULL,
	`due_wall_ms` integer NOT NULL,
	`last_error` text,
	`created_wall_ms` integer NOT NULL
);

CREATE INDEX `jobs_by_lane` ON `jobs` (`kind`,`lane`,`id`);
CREATE TABLE `webhook_deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`webhook_id` integer NOT NULL,
	`event` text NOT NULL,
	`event_id` text NOT NULL,
	`body` text NOT NULL,
	`attempt` integer NOT NULL,
	`sent_wall_ms` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`status` integer,
	`error` text,
	`answer` text NOT NULL,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE cascade
);

CREATE INDEX `webhook_deliveries_by_webhook` ON `webhook_deliveries` (`webhook_id`,`id`);
ALTER TABLE `webhooks` ADD `failing_since_wall_ms` integer;
ALTER TABLE `webhooks` ADD `disabled_wall_ms` integer;
