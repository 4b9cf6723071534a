-- +goose Up
-- What batches of pages add to the targets that they show, until it is added
-- up there: counts, who answers, and referrers, packed (journal.go).
CREATE TABLE shows (
    id   INTEGER PRIMARY KEY,
    scan BIGINT NOT NULL REFERENCES scans (num),
    body BLOB NOT NULL
);
CREATE INDEX shows_by_scan ON shows (scan);
