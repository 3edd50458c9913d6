-- Who asked to have their account deleted, and what was decided. Gone with the account, or when it is taken back.
CREATE TABLE lifecycle_deletion_wish (
    account_id uuid PRIMARY KEY,
    asked bigint NOT NULL,
    reason text NOT NULL,
    decided bigint,
    agreed boolean,
    answer text NOT NULL,
    due bigint
)
--sqlite WITHOUT ROWID
;
