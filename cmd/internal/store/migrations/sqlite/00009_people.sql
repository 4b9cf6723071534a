-- +goose Up
-- Who may sign in. password is an argon2id hash in its own notation.
CREATE TABLE users (
    name         TEXT NOT NULL PRIMARY KEY,
    full_name    TEXT NOT NULL UNIQUE,
    role         TEXT NOT NULL,
    unit         TEXT NOT NULL,
    password     TEXT NOT NULL,
    disabled     SMALLINT NOT NULL,
    created_at   TEXT NOT NULL,
    failed       INTEGER NOT NULL,
    locked_until TEXT NOT NULL
);

CREATE TABLE sessions (
    token   TEXT NOT NULL PRIMARY KEY,
    data    BLOB NOT NULL,
    expires TEXT NOT NULL
);
CREATE INDEX sessions_by_end ON sessions (expires);

-- Who changed what: only ever appended to.
CREATE TABLE audit (
    seq     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    was     TEXT NOT NULL,
    became  TEXT NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject, seq);
