DROP INDEX `messages_by_user`;
CREATE INDEX `messages_pinned` ON `messages` (`pinned_wall_ms`) WHERE pinned_wall_ms IS NOT NULL;
CREATE INDEX `messages_by_user` ON `messages` (`user_id`,`sent_wall_ms`);
