-- +goose Up
-- What was found inside an attachment, as JSON; '' when there is nothing to
-- say. It never holds a number, only the first one masked.
ALTER TABLE targets ADD COLUMN content TEXT NOT NULL DEFAULT '';
