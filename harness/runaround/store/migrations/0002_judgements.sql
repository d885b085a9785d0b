-- What was concluded. Judging again adds a judgement with the next number of its run.

CREATE TABLE judgements (
    run TEXT NOT NULL REFERENCES runs (id),
    number BIGINT NOT NULL,
    made_at TEXT NOT NULL,
    harness TEXT NOT NULL,
    detectors TEXT NOT NULL,
    phrasebooks TEXT NOT NULL,
    settings TEXT NOT NULL,
    PRIMARY KEY (run, number)
);

CREATE TABLE verdicts (
    run TEXT NOT NULL,
    judgement BIGINT NOT NULL,
    case_id TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    status TEXT NOT NULL,
    outcome TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (run, judgement, case_id, attempt),
    FOREIGN KEY (run, judgement) REFERENCES judgements (run, number),
    FOREIGN KEY (run, case_id, attempt) REFERENCES transcripts (run, case_id, attempt)
);

-- The findings of a verdict once more, one row each, for whoever asks in SQL. `standing` says whether one counts.
CREATE TABLE findings (
    run TEXT NOT NULL,
    judgement BIGINT NOT NULL,
    case_id TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    number BIGINT NOT NULL,
    turn BIGINT NOT NULL,
    kind TEXT NOT NULL,
    refs TEXT NOT NULL,
    item TEXT,
    severity TEXT,
    confidence TEXT,
    standing TEXT NOT NULL,
    PRIMARY KEY (run, judgement, case_id, attempt, number),
    FOREIGN KEY (run, judgement, case_id, attempt) REFERENCES verdicts (run, judgement, case_id, attempt)
);

CREATE INDEX findings_by_kind ON findings (kind, run);

-- Without it each row of transcripts that is pruned would look through every verdict for one that needs it.
CREATE INDEX verdicts_by_transcript ON verdicts (run, case_id, attempt);
