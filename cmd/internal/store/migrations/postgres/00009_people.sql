-- +goose Up
-- Who may sign in. password is an argon2id hash in its own notation.
CREATE TABLE users (
    name         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    full_name    TEXT COLLATE "C" NOT NULL UNIQUE,
    role         TEXT COLLATE "C" NOT NULL,
    unit         TEXT COLLATE "C" NOT NULL,
    password     TEXT COLLATE "C" NOT NULL,
    disabled     SMALLINT NOT NULL,
    created_at   TEXT COLLATE "C" NOT NULL,
    failed       INTEGER NOT NULL,
    locked_until TEXT COLLATE "C" NOT NULL
);

CREATE TABLE sessions (
    token   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    data    BYTEA NOT NULL,
    expires TEXT COLLATE "C" NOT NULL
);
CREATE INDEX sessions_by_end ON sessions (expires);

-- Who changed what: only ever appended to.
CREATE TABLE audit (
    seq     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      TEXT COLLATE "C" NOT NULL,
    by_whom TEXT COLLATE "C" NOT NULL,
    action  TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    was     TEXT COLLATE "C" NOT NULL,
    became  TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject, seq);
