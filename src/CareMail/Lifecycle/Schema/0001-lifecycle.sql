-- That somebody was warned of the day their account ends: each warning once.
CREATE TABLE lifecycle_warning (
    account_id uuid NOT NULL,
    threat_at bigint NOT NULL,
    days_before bigint NOT NULL,
    warned bigint NOT NULL,
    PRIMARY KEY (account_id, threat_at, days_before)
)
--sqlite WITHOUT ROWID
;
