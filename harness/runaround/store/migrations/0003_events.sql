-- What happened to a run besides its cases: interrupted, resumed, finished, judged, pruned, redacted.

CREATE TABLE events (
    run TEXT NOT NULL REFERENCES runs (id),
    number BIGINT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (run, number)
);
