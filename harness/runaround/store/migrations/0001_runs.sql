-- What was planned and what was recorded. Rows are added and never changed.
-- Times are UTC in ISO 8601, whole objects and lists are JSON. Seeds are texts: they may have more digits than a
-- database's whole numbers.

CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    started TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    seed TEXT NOT NULL,
    harness TEXT NOT NULL,
    called TEXT NOT NULL
);

CREATE TABLE targets (
    run TEXT NOT NULL REFERENCES runs (id),
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (run, name)
);

CREATE TABLE cases (
    run TEXT NOT NULL REFERENCES runs (id),
    id TEXT NOT NULL,
    position BIGINT NOT NULL,
    scenario TEXT NOT NULL,
    scenario_version TEXT NOT NULL,
    lang TEXT NOT NULL,
    target TEXT NOT NULL,
    seed TEXT NOT NULL,
    repeat BIGINT NOT NULL,
    PRIMARY KEY (run, id),
    UNIQUE (run, position)
);

-- `error` says why a case could not be carried out, and is null when it could. The conversation is `record`; what went
-- over the wire stands last, so that reading the conversation does not read that too.
CREATE TABLE transcripts (
    run TEXT NOT NULL,
    case_id TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    recorded_at TEXT NOT NULL,
    error TEXT,
    record TEXT NOT NULL,
    wire TEXT NOT NULL,
    PRIMARY KEY (run, case_id, attempt),
    FOREIGN KEY (run, case_id) REFERENCES cases (run, id)
);

CREATE INDEX runs_by_begin ON runs (begun_at);
