-- +goose Up
-- What was found inside an attachment when it was last looked into, as JSON,
-- so that one that did not change need not be fetched again; '' for pages and
-- for what was not looked into.
ALTER TABLE validators ADD COLUMN content TEXT NOT NULL DEFAULT '';
