-- +goose Up
-- When each line of the schedule is due next: a power cut forgets none.
CREATE TABLE schedules (
    id      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    next_at TEXT COLLATE "C" NOT NULL,
    last_at TEXT COLLATE "C" NOT NULL
);

-- Scans that were asked for, and what became of them. until is the lease of
-- the worker that has the run.
CREATE TABLE runs (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    site        TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    asked_by    TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    scan        TEXT COLLATE "C" NOT NULL,
    detail      TEXT COLLATE "C" NOT NULL,
    due         INTEGER NOT NULL,
    checked     INTEGER NOT NULL,
    unverified  INTEGER NOT NULL,
    queued_at   TEXT COLLATE "C" NOT NULL,
    started_at  TEXT COLLATE "C" NOT NULL,
    finished_at TEXT COLLATE "C" NOT NULL,
    worker      TEXT COLLATE "C" NOT NULL,
    until       TEXT COLLATE "C" NOT NULL,
    epoch       INTEGER NOT NULL,
    stop        SMALLINT NOT NULL
);
CREATE UNIQUE INDEX runs_live ON runs (site) WHERE state IN ('waiting', 'running');

CREATE TABLE probes (
    site   TEXT COLLATE "C" NOT NULL,
    at     TEXT COLLATE "C" NOT NULL,
    ok     SMALLINT NOT NULL,
    status INTEGER NOT NULL,
    millis INTEGER NOT NULL,
    error  TEXT COLLATE "C" NOT NULL,
    own    SMALLINT NOT NULL
);
CREATE INDEX probes_by_site ON probes (site, at);
