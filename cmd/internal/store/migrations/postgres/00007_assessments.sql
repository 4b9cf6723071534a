-- +goose Up
-- What a complete scan saw, as one digest; written once, when it is first
-- asked for.
CREATE TABLE snapshot_digests (
    scan   BIGINT NOT NULL PRIMARY KEY REFERENCES scans (num),
    sha256 TEXT COLLATE "C" NOT NULL
);

-- Year-end assessments: number 0 is the frozen one, 1 and on its corrections.
-- Rows are never changed.
CREATE TABLE assessments (
    year    INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    ruleset TEXT COLLATE "C" NOT NULL,
    hash    TEXT COLLATE "C" NOT NULL,
    reason  TEXT COLLATE "C" NOT NULL,
    by_whom TEXT COLLATE "C" NOT NULL,
    on_day  TEXT COLLATE "C" NOT NULL,
    at      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (year, number)
);

CREATE TABLE assessment_files (
    year    INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    name    TEXT COLLATE "C" NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (year, number, name),
    FOREIGN KEY (year, number) REFERENCES assessments (year, number)
);
