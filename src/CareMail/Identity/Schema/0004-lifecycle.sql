-- When the account was last used, to some minutes: signed in to, read or sent from. Its days are counted from here; for
-- accounts that were there before anybody counted, from today.
ALTER TABLE identity_account ADD COLUMN last_active BIGINT NOT NULL DEFAULT 0;

-- since when it is what it is: left, disabled, deleted
ALTER TABLE identity_account ADD COLUMN state_since BIGINT NOT NULL DEFAULT 0;

UPDATE identity_account SET state_since = created, last_active =
--sqlite CAST(strftime('%s', 'now') AS BIGINT) * 1000
--postgres CAST(extract(epoch FROM now()) * 1000 AS BIGINT)
;

-- the day an absence was said to end
ALTER TABLE identity_account ADD COLUMN disabled_until BIGINT;

-- an address outside the service, for warnings; sealed under a key that is not in the database
ALTER TABLE identity_account ADD COLUMN second_email BYTEA;

CREATE INDEX identity_account_activity ON identity_account (state, last_active);

CREATE INDEX identity_account_since ON identity_account (state, state_since);

-- Names somebody had before: a mail program that was set up with one goes on.
CREATE TABLE identity_former_name (
    user_name_key TEXT PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES identity_account (id)
);

CREATE INDEX identity_former_name_account ON identity_former_name (account_id);
