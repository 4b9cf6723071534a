-- +goose Up
CREATE TABLE scans (
    num          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           TEXT COLLATE "C" NOT NULL UNIQUE,
    kind         TEXT COLLATE "C" NOT NULL,
    as_of        TEXT COLLATE "C" NOT NULL,
    since        TEXT COLLATE "C" NOT NULL,
    started_at   TEXT COLLATE "C" NOT NULL,
    finished_at  TEXT COLLATE "C" NOT NULL,
    complete     SMALLINT NOT NULL,
    void         SMALLINT NOT NULL,
    void_reasons TEXT COLLATE "C" NOT NULL,
    sites        TEXT COLLATE "C" NOT NULL,
    ledger       TEXT COLLATE "C" NOT NULL,
    config       TEXT COLLATE "C" NOT NULL
);
CREATE INDEX scans_by_time ON scans (started_at, id);

CREATE TABLE facts (
    hash  BYTEA NOT NULL PRIMARY KEY,
    facts TEXT COLLATE "C" NOT NULL,
    links BYTEA NOT NULL
);

CREATE TABLE targets (
    id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scan           BIGINT NOT NULL REFERENCES scans (num),
    hash           BYTEA NOT NULL,
    url            TEXT COLLATE "C" NOT NULL,
    site           TEXT COLLATE "C" NOT NULL,
    kind           TEXT COLLATE "C" NOT NULL,
    role           TEXT COLLATE "C" NOT NULL,
    column_id      TEXT COLLATE "C" NOT NULL,
    sheet          INTEGER NOT NULL,
    depth          INTEGER NOT NULL,
    round          INTEGER NOT NULL,
    phase          INTEGER, -- NULL when done
    state          SMALLINT NOT NULL,
    attempts       INTEGER NOT NULL,
    status         INTEGER NOT NULL,
    error          TEXT COLLATE "C" NOT NULL,
    gap            TEXT COLLATE "C" NOT NULL,
    detail         TEXT COLLATE "C" NOT NULL,
    final          TEXT COLLATE "C" NOT NULL,
    answer_unit    TEXT COLLATE "C" NOT NULL,
    answer_column  TEXT COLLATE "C" NOT NULL,
    on_home        SMALLINT NOT NULL,
    referrer_count BIGINT NOT NULL,
    referrers      TEXT COLLATE "C" NOT NULL,
    text           TEXT COLLATE "C" NOT NULL,
    CHECK ((state = 2) = (phase IS NULL))
);
CREATE UNIQUE INDEX targets_by_hash ON targets (scan, hash);
CREATE INDEX targets_open ON targets (scan, state, phase, id) WHERE phase IS NOT NULL;
CREATE INDEX targets_failed ON targets (scan) WHERE state = 2 AND (error <> '' OR status >= 400);

CREATE TABLE pages (
    target       BIGINT PRIMARY KEY REFERENCES targets (id),
    scan         BIGINT NOT NULL REFERENCES scans (num),
    site         TEXT COLLATE "C" NOT NULL,
    url          TEXT COLLATE "C" NOT NULL,
    final        TEXT COLLATE "C" NOT NULL,
    status       INTEGER NOT NULL,
    taken        TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    published_at TEXT COLLATE "C" NOT NULL,
    apart        SMALLINT NOT NULL,
    facts        BYTEA NOT NULL REFERENCES facts (hash)
);
-- An address may be longer than an index entry here, so pages are sorted when they are read.
CREATE INDEX pages_by_scan ON pages (scan);

CREATE TABLE items (
    scan      BIGINT NOT NULL REFERENCES scans (num),
    column_id TEXT COLLATE "C" NOT NULL,
    site      TEXT COLLATE "C" NOT NULL,
    url       TEXT COLLATE "C" NOT NULL,
    hash      BYTEA NOT NULL,
    rank      BIGINT NOT NULL,
    title     TEXT COLLATE "C" NOT NULL,
    list_date TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (scan, hash, column_id, site)
);

CREATE TABLE validators (
    hash          BYTEA NOT NULL PRIMARY KEY,
    url           TEXT COLLATE "C" NOT NULL,
    etag          TEXT COLLATE "C" NOT NULL,
    last_modified TEXT COLLATE "C" NOT NULL,
    body          TEXT COLLATE "C" NOT NULL,
    facts         BYTEA REFERENCES facts (hash)
);

CREATE TABLE costs (
    scan         BIGINT NOT NULL REFERENCES scans (num),
    site         TEXT COLLATE "C" NOT NULL,
    requests     BIGINT NOT NULL,
    bytes        BIGINT NOT NULL,
    not_modified BIGINT NOT NULL,
    PRIMARY KEY (scan, site)
);

CREATE TABLE results (
    scan     BIGINT NOT NULL REFERENCES scans (num),
    ruleset  TEXT COLLATE "C" NOT NULL,
    as_of    TEXT COLLATE "C" NOT NULL,
    saved_at TEXT COLLATE "C" NOT NULL,
    result   BYTEA NOT NULL,
    PRIMARY KEY (scan, ruleset, as_of)
);
