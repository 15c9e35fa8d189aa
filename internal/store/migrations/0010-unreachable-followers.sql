ALTER TABLE `followers` ADD `unreachable_wall_ms` integer;
CREATE INDEX `followers_by_inbox` ON `followers` (`inbox`);
CREATE INDEX `followers_by_shared_inbox` ON `followers` (`shared_inbox`);
