-- +goose Up
-- What a complete scan saw, as one digest; written once, when it is first
-- asked for.
CREATE TABLE snapshot_digests (
    scan   BIGINT NOT NULL PRIMARY KEY REFERENCES scans (num),
    sha256 TEXT NOT NULL
);

-- Year-end assessments: number 0 is the frozen one, 1 and on its corrections.
-- Rows are never changed.
CREATE TABLE assessments (
    year    INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    ruleset TEXT NOT NULL,
    hash    TEXT NOT NULL,
    reason  TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    on_day  TEXT NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (year, number)
);

CREATE TABLE assessment_files (
    year    INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (year, number, name),
    FOREIGN KEY (year, number) REFERENCES assessments (year, number)
);
