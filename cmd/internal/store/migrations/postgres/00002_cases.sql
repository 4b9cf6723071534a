-- +goose Up
-- What never changes of a case, and the fold of its events: phase to closed_on
-- and state say what case_events says, so that lists need not fold.
CREATE TABLE cases (
    id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number         TEXT COLLATE "C" NOT NULL UNIQUE,
    fingerprint    TEXT COLLATE "C" NOT NULL,
    site           TEXT COLLATE "C" NOT NULL,
    check_id       TEXT COLLATE "C" NOT NULL,
    rule           TEXT COLLATE "C" NOT NULL,
    column_id      TEXT COLLATE "C" NOT NULL,
    url            TEXT COLLATE "C" NOT NULL,
    title          TEXT COLLATE "C" NOT NULL,
    earlier        TEXT COLLATE "C" NOT NULL,
    earlier_closed TEXT COLLATE "C" NOT NULL,
    live           SMALLINT NOT NULL,
    phase          TEXT COLLATE "C" NOT NULL,
    unit           TEXT COLLATE "C" NOT NULL,
    severity       TEXT COLLATE "C" NOT NULL,
    notice         TEXT COLLATE "C" NOT NULL,
    deadline       TEXT COLLATE "C" NOT NULL,
    first_seen     TEXT COLLATE "C" NOT NULL,
    last_seen      TEXT COLLATE "C" NOT NULL,
    first_scan     TEXT COLLATE "C" NOT NULL,
    last_scan      TEXT COLLATE "C" NOT NULL,
    closed_on      TEXT COLLATE "C" NOT NULL,
    state          TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX cases_live ON cases (fingerprint) WHERE live = 1;
CREATE INDEX cases_by_unit ON cases (unit, phase);
CREATE INDEX cases_by_notice ON cases (notice) WHERE notice <> '';

-- Only ever appended to.
CREATE TABLE case_events (
    seq     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES cases (id),
    kind    TEXT COLLATE "C" NOT NULL,
    at      TEXT COLLATE "C" NOT NULL,
    on_day  TEXT COLLATE "C" NOT NULL,
    by_whom TEXT COLLATE "C" NOT NULL,
    why     TEXT COLLATE "C" NOT NULL,
    detail  TEXT COLLATE "C" NOT NULL
);
CREATE INDEX case_events_by_case ON case_events (case_id, seq);

-- Numbers given out so far: of cases and of notices, a year.
CREATE TABLE counters (
    name TEXT COLLATE "C" NOT NULL,
    year INTEGER NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (name, year)
);

CREATE TABLE notices (
    id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year      INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    code      TEXT COLLATE "C" NOT NULL,
    unit      TEXT COLLATE "C" NOT NULL,
    unit_name TEXT COLLATE "C" NOT NULL,
    issued_on TEXT COLLATE "C" NOT NULL,
    issued_at TEXT COLLATE "C" NOT NULL,
    issued_by TEXT COLLATE "C" NOT NULL,
    deadline  TEXT COLLATE "C" NOT NULL,
    closed_on TEXT COLLATE "C" NOT NULL,
    closed_by TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX notices_by_number ON notices (year, number);

CREATE TABLE notice_cases (
    notice   BIGINT NOT NULL REFERENCES notices (id),
    position INTEGER NOT NULL,
    case_id  BIGINT NOT NULL REFERENCES cases (id),
    deadline TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (notice, position)
);

-- The papers as they went out.
CREATE TABLE notice_files (
    notice  BIGINT NOT NULL REFERENCES notices (id),
    name    TEXT COLLATE "C" NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (notice, name)
);
