-- +goose Up
CREATE TABLE scans (
    num          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    kind         TEXT NOT NULL,
    as_of        TEXT NOT NULL,
    since        TEXT NOT NULL,
    started_at   TEXT NOT NULL,
    finished_at  TEXT NOT NULL,
    complete     SMALLINT NOT NULL,
    void         SMALLINT NOT NULL,
    void_reasons TEXT NOT NULL,
    sites        TEXT NOT NULL,
    ledger       TEXT NOT NULL,
    config       TEXT NOT NULL
);
CREATE INDEX scans_by_time ON scans (started_at, id);

CREATE TABLE facts (
    hash  BLOB NOT NULL PRIMARY KEY,
    facts TEXT NOT NULL,
    links BLOB NOT NULL
);

CREATE TABLE targets (
    id             INTEGER PRIMARY KEY,
    scan           BIGINT NOT NULL REFERENCES scans (num),
    hash           BLOB NOT NULL,
    url            TEXT NOT NULL,
    site           TEXT NOT NULL,
    kind           TEXT NOT NULL,
    role           TEXT NOT NULL,
    column_id      TEXT NOT NULL,
    sheet          INTEGER NOT NULL,
    depth          INTEGER NOT NULL,
    round          INTEGER NOT NULL,
    phase          INTEGER, -- NULL when done
    state          SMALLINT NOT NULL,
    attempts       INTEGER NOT NULL,
    status         INTEGER NOT NULL,
    error          TEXT NOT NULL,
    gap            TEXT NOT NULL,
    detail         TEXT NOT NULL,
    final          TEXT NOT NULL,
    answer_unit    TEXT NOT NULL,
    answer_column  TEXT NOT NULL,
    on_home        SMALLINT NOT NULL,
    referrer_count BIGINT NOT NULL,
    referrers      TEXT NOT NULL,
    text           TEXT NOT NULL,
    CHECK ((state = 2) = (phase IS NULL))
);
CREATE UNIQUE INDEX targets_by_hash ON targets (scan, hash);
CREATE INDEX targets_open ON targets (scan, state, phase, id) WHERE phase IS NOT NULL;
CREATE INDEX targets_failed ON targets (scan) WHERE state = 2 AND (error <> '' OR status >= 400);

CREATE TABLE pages (
    target       INTEGER PRIMARY KEY REFERENCES targets (id),
    scan         BIGINT NOT NULL REFERENCES scans (num),
    site         TEXT NOT NULL,
    url          TEXT NOT NULL,
    final        TEXT NOT NULL,
    status       INTEGER NOT NULL,
    taken        TEXT NOT NULL,
    kind         TEXT NOT NULL,
    published_at TEXT NOT NULL,
    apart        SMALLINT NOT NULL,
    facts        BLOB NOT NULL REFERENCES facts (hash)
);
CREATE INDEX pages_by_url ON pages (scan, site, url);

CREATE TABLE items (
    scan      BIGINT NOT NULL REFERENCES scans (num),
    column_id TEXT NOT NULL,
    site      TEXT NOT NULL,
    url       TEXT NOT NULL,
    hash      BLOB NOT NULL,
    rank      BIGINT NOT NULL,
    title     TEXT NOT NULL,
    list_date TEXT NOT NULL,
    PRIMARY KEY (scan, hash, column_id, site)
) WITHOUT ROWID;

CREATE TABLE validators (
    hash          BLOB NOT NULL PRIMARY KEY,
    url           TEXT NOT NULL,
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    body          TEXT NOT NULL,
    facts         BLOB REFERENCES facts (hash)
);

CREATE TABLE costs (
    scan         BIGINT NOT NULL REFERENCES scans (num),
    site         TEXT NOT NULL,
    requests     BIGINT NOT NULL,
    bytes        BIGINT NOT NULL,
    not_modified BIGINT NOT NULL,
    PRIMARY KEY (scan, site)
);

CREATE TABLE results (
    scan     BIGINT NOT NULL REFERENCES scans (num),
    ruleset  TEXT NOT NULL,
    as_of    TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    result   BLOB NOT NULL,
    PRIMARY KEY (scan, ruleset, as_of)
);
