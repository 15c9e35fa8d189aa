ALTER TABLE `inbox_activities` ADD `words` text DEFAULT '' NOT NULL;
