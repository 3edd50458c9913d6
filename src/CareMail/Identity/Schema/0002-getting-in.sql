-- What the tasks of getting in leave behind: each is a day, and empty until its task is done.
ALTER TABLE identity_account ADD COLUMN password_set BIGINT;

-- the password was made by the service and runs out; empty once the person chose their own
ALTER TABLE identity_account ADD COLUMN temporary_until BIGINT;

ALTER TABLE identity_account ADD COLUMN policy_version BIGINT;

ALTER TABLE identity_account ADD COLUMN policy_accepted BIGINT;

-- the seed of an authenticator app that has not shown a code yet, sealed like the real one
ALTER TABLE identity_account ADD COLUMN pending_authenticator BYTEA;

ALTER TABLE identity_account ADD COLUMN codes_kept BIGINT;

ALTER TABLE identity_account ADD COLUMN profile_checked BIGINT;

ALTER TABLE identity_account ADD COLUMN job_title TEXT NOT NULL DEFAULT '';

-- sealed under a key that is not in the database
ALTER TABLE identity_account ADD COLUMN mobile BYTEA;

ALTER TABLE identity_account ADD COLUMN mobile_shown BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE identity_account ADD COLUMN secret_set BIGINT;

-- since when all tasks are done and every door is open; empty again after a reset
ALTER TABLE identity_account ADD COLUMN opened BIGINT;

-- the browser that changed the stamp last while it did the tasks: pressing a button twice there is no mistake
ALTER TABLE identity_account ADD COLUMN arrival UUID;

-- Accounts in use when this was written go on; the web asks for what is missing at the next sign-in.
UPDATE identity_account SET opened = created, password_set = created, codes_kept = created WHERE state <> 1;

CREATE TABLE identity_old_password (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES identity_account (id),
    hash TEXT NOT NULL,
    replaced BIGINT NOT NULL
);

CREATE INDEX identity_old_password_account ON identity_old_password (account_id, replaced);

-- Account Secrets, the latest first in use; the others only so that they are not chosen again.
CREATE TABLE identity_secret (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES identity_account (id),
    -- sealed under a key of its own: a hash could not answer for single letters
    letters BYTEA NOT NULL,
    chosen BIGINT NOT NULL
);

CREATE INDEX identity_secret_account ON identity_secret (account_id, chosen);

CREATE TABLE identity_passkey (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES identity_account (id),
    credential_id BYTEA NOT NULL UNIQUE,
    public_key BYTEA NOT NULL,
    name TEXT NOT NULL,
    sign_count BIGINT NOT NULL,
    -- as the browser names them, with spaces between
    transports TEXT NOT NULL,
    is_user_verified BOOLEAN NOT NULL,
    is_backup_eligible BOOLEAN NOT NULL,
    is_backed_up BOOLEAN NOT NULL,
    attestation BYTEA NOT NULL,
    client_data BYTEA NOT NULL,
    created BIGINT NOT NULL,
    last_used BIGINT
);

CREATE INDEX identity_passkey_account ON identity_passkey (account_id);

-- What a passkey is asked to sign: taken once.
CREATE TABLE identity_challenge (
    id UUID PRIMARY KEY,
    state TEXT NOT NULL,
    ends BIGINT NOT NULL
);

CREATE INDEX identity_challenge_ends ON identity_challenge (ends);

-- when the person last proved with their password that it is still them
ALTER TABLE identity_session ADD COLUMN confirmed BIGINT;
