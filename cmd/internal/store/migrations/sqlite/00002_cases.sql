-- +goose Up
-- What never changes of a case, and the fold of its events: phase to closed_on
-- and state say what case_events says, so that lists need not fold.
CREATE TABLE cases (
    id             INTEGER PRIMARY KEY,
    number         TEXT NOT NULL UNIQUE,
    fingerprint    TEXT NOT NULL,
    site           TEXT NOT NULL,
    check_id       TEXT NOT NULL,
    rule           TEXT NOT NULL,
    column_id      TEXT NOT NULL,
    url            TEXT NOT NULL,
    title          TEXT NOT NULL,
    earlier        TEXT NOT NULL,
    earlier_closed TEXT NOT NULL,
    live           SMALLINT NOT NULL,
    phase          TEXT NOT NULL,
    unit           TEXT NOT NULL,
    severity       TEXT NOT NULL,
    notice         TEXT NOT NULL,
    deadline       TEXT NOT NULL,
    first_seen     TEXT NOT NULL,
    last_seen      TEXT NOT NULL,
    first_scan     TEXT NOT NULL,
    last_scan      TEXT NOT NULL,
    closed_on      TEXT NOT NULL,
    state          TEXT NOT NULL
);
CREATE UNIQUE INDEX cases_live ON cases (fingerprint) WHERE live = 1;
CREATE INDEX cases_by_unit ON cases (unit, phase);
CREATE INDEX cases_by_notice ON cases (notice) WHERE notice <> '';

-- Only ever appended to.
CREATE TABLE case_events (
    seq     INTEGER PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    kind    TEXT NOT NULL,
    at      TEXT NOT NULL,
    on_day  TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    why     TEXT NOT NULL,
    detail  TEXT NOT NULL
);
CREATE INDEX case_events_by_case ON case_events (case_id, seq);

-- Numbers given out so far: of cases and of notices, a year.
CREATE TABLE counters (
    name TEXT NOT NULL,
    year INTEGER NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (name, year)
);

CREATE TABLE notices (
    id        INTEGER PRIMARY KEY,
    year      INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    code      TEXT NOT NULL,
    unit      TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    issued_by TEXT NOT NULL,
    deadline  TEXT NOT NULL,
    closed_on TEXT NOT NULL,
    closed_by TEXT NOT NULL
);
CREATE UNIQUE INDEX notices_by_number ON notices (year, number);

CREATE TABLE notice_cases (
    notice   BIGINT NOT NULL REFERENCES notices (id),
    position INTEGER NOT NULL,
    case_id  BIGINT NOT NULL REFERENCES cases (id),
    deadline TEXT NOT NULL,
    PRIMARY KEY (notice, position)
);

-- The papers as they went out.
CREATE TABLE notice_files (
    notice  BIGINT NOT NULL REFERENCES notices (id),
    name    TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (notice, name)
);
