-- +goose Up
-- When the unit signed for a notice (签收); '' while it has not.
ALTER TABLE notices ADD COLUMN received_on TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN received_by TEXT COLLATE "C" NOT NULL DEFAULT '';

-- Reminders and chasers (提醒单、催办单) as they went out: one a unit and day.
CREATE TABLE messages (
    id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      TEXT COLLATE "C" NOT NULL,
    year      INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    unit      TEXT COLLATE "C" NOT NULL,
    unit_name TEXT COLLATE "C" NOT NULL,
    on_day    TEXT COLLATE "C" NOT NULL,
    at        TEXT COLLATE "C" NOT NULL,
    by_whom   TEXT COLLATE "C" NOT NULL,
    marks     TEXT COLLATE "C" NOT NULL -- what was said, one mark a line
);
CREATE UNIQUE INDEX messages_by_day ON messages (unit, on_day);
CREATE UNIQUE INDEX messages_by_number ON messages (kind, year, number);

CREATE TABLE message_files (
    message BIGINT NOT NULL REFERENCES messages (id),
    name    TEXT COLLATE "C" NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (message, name)
);

-- Every event of a case, paper and evidence file in the order in which they
-- came, each link with the digest of its content and the hash of the links
-- up to it. Only ever appended to. event is the seq of case_events, 0 for
-- other kinds.
CREATE TABLE chain (
    seq    BIGINT NOT NULL PRIMARY KEY,
    kind   TEXT COLLATE "C" NOT NULL,
    ref    TEXT COLLATE "C" NOT NULL,
    event  BIGINT NOT NULL,
    at     TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    hash   TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX chain_by_event ON chain (event) WHERE event > 0;
CREATE INDEX chain_by_ref ON chain (kind, ref);
