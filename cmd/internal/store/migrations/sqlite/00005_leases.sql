-- +goose Up
-- Who works on a scan beside others, and until when its word stands. A number
-- is never given twice: what a dead worker took must not fall to its heir.
CREATE TABLE leases (
    num    INTEGER PRIMARY KEY AUTOINCREMENT,
    scan   BIGINT NOT NULL REFERENCES scans (num),
    worker TEXT NOT NULL,
    until  TEXT NOT NULL
);
CREATE UNIQUE INDEX leases_by_worker ON leases (scan, worker);

-- The hosts that one of several workers visits, so that no other does.
CREATE TABLE lease_hosts (
    scan  BIGINT NOT NULL REFERENCES scans (num),
    host  TEXT NOT NULL,
    lease BIGINT NOT NULL REFERENCES leases (num),
    PRIMARY KEY (scan, host)
);

-- The lease under which a target was taken last; 0 = by one who works alone.
ALTER TABLE targets ADD COLUMN lease BIGINT NOT NULL DEFAULT 0;
