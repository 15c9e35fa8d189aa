ALTER TABLE `subscriptions` ADD `failing_since_wall_ms` integer;
