CREATE TABLE `moderation_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`wall_ms` integer NOT NULL,
	`action` text NOT NULL,
	`actor_id` text,
	`actor_name` text NOT NULL,
	`target_id` text,
	`target_name` text NOT NULL,
	`detail` text NOT NULL
);

CREATE INDEX `moderation_log_by_target` ON `moderation_log` (`target_id`);
CREATE TABLE `time_outs` (
	`user_id` text PRIMARY KEY NOT NULL,
	`until_wall_ms` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);

ALTER TABLE `ip_bans` ADD `user_id` text;
ALTER TABLE `messages` ADD `reply_to_id` text;
ALTER TABLE `messages` ADD `pinned_wall_ms` integer;
