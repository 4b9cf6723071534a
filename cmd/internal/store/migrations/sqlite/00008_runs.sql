-- +goose Up
-- When each line of the schedule is due next: a power cut forgets none.
CREATE TABLE schedules (
    id      TEXT NOT NULL PRIMARY KEY,
    next_at TEXT NOT NULL,
    last_at TEXT NOT NULL
);

-- Scans that were asked for, and what became of them. until is the lease of
-- the worker that has the run.
CREATE TABLE runs (
    id          INTEGER PRIMARY KEY,
    site        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    asked_by    TEXT NOT NULL,
    state       TEXT NOT NULL,
    scan        TEXT NOT NULL,
    detail      TEXT NOT NULL,
    due         INTEGER NOT NULL,
    checked     INTEGER NOT NULL,
    unverified  INTEGER NOT NULL,
    queued_at   TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    worker      TEXT NOT NULL,
    until       TEXT NOT NULL,
    epoch       INTEGER NOT NULL,
    stop        SMALLINT NOT NULL
);
CREATE UNIQUE INDEX runs_live ON runs (site) WHERE state IN ('waiting', 'running');

CREATE TABLE probes (
    site   TEXT NOT NULL,
    at     TEXT NOT NULL,
    ok     SMALLINT NOT NULL,
    status INTEGER NOT NULL,
    millis INTEGER NOT NULL,
    error  TEXT NOT NULL,
    own    SMALLINT NOT NULL
);
CREATE INDEX probes_by_site ON probes (site, at);
