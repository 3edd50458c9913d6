-- Policy as dated rows. A value holds from its day until the day before the next row of the same setting. Nothing is
-- deleted: a row that no longer counts is withdrawn, so that one can always say what was known when.
CREATE TABLE policies_value (
    setting text NOT NULL,
    valid_from text NOT NULL,
    recorded bigint NOT NULL,
    withdrawn bigint NULL,
    value text NOT NULL,
    -- who set it; null for what the program came with
    account_id uuid NULL,
    reason text NOT NULL,
    PRIMARY KEY (setting, valid_from, recorded)
)
--sqlite WITHOUT ROWID
;
