CREATE TABLE identity_account (
    id UUID PRIMARY KEY,
    organisation_id UUID NOT NULL,
    user_name TEXT NOT NULL,
    user_name_key TEXT NOT NULL UNIQUE,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    state BIGINT NOT NULL,
    password_hash TEXT,
    security_stamp TEXT NOT NULL,
    -- the seed of the authenticator app, sealed under a key that is not in the database
    authenticator BYTEA,
    -- RFC 6238 §5.2: the step of the last code accepted; no code of this step or before is taken again
    authenticator_step BIGINT NOT NULL DEFAULT 0,
    scram_salt BYTEA NOT NULL,
    created BIGINT NOT NULL
);

CREATE INDEX identity_account_organisation ON identity_account (organisation_id);

CREATE TABLE identity_role (
    account_id UUID NOT NULL REFERENCES identity_account (id),
    role BIGINT NOT NULL,
    organisation_id UUID NOT NULL,
    PRIMARY KEY (account_id, role, organisation_id)
);

CREATE TABLE identity_recovery_code (
    account_id UUID NOT NULL REFERENCES identity_account (id),
    -- keyed hash
    code BYTEA NOT NULL,
    used BIGINT,
    PRIMARY KEY (account_id, code)
);

CREATE TABLE identity_device_password (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES identity_account (id),
    name TEXT NOT NULL,
    -- keyed hash of the password: what a mail program's sign-in is looked up by
    lookup BYTEA NOT NULL,
    -- RFC 5802 §3: what a SCRAM-SHA-256 exchange is checked against
    scram_iterations BIGINT NOT NULL,
    scram_stored_key BYTEA NOT NULL,
    scram_server_key BYTEA NOT NULL,
    created BIGINT NOT NULL,
    last_used BIGINT,
    last_door TEXT,
    removed BIGINT
);

CREATE UNIQUE INDEX identity_device_password_lookup ON identity_device_password (account_id, lookup);

CREATE TABLE identity_session (
    id UUID PRIMARY KEY,
    -- hash of the key in the browser's cookie
    key_hash BYTEA NOT NULL UNIQUE,
    account_id UUID NOT NULL REFERENCES identity_account (id),
    -- the account's stamp when it began: changing the stamp ends every session
    security_stamp TEXT NOT NULL,
    -- RFC 8176: how the person proved who they are
    amr TEXT NOT NULL,
    device TEXT NOT NULL,
    started BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    ends BIGINT NOT NULL
);

CREATE INDEX identity_session_account ON identity_session (account_id);

CREATE INDEX identity_session_ends ON identity_session (ends);

-- Failed sign-ins, for names that exist and names that do not alike. The key is a keyed hash: people type passwords into
-- the name field.
CREATE TABLE identity_attempt (
    key BYTEA PRIMARY KEY,
    tries BIGINT NOT NULL,
    window_ends BIGINT NOT NULL
);

CREATE INDEX identity_attempt_window ON identity_attempt (window_ends);

-- The keys that protect cookies and form tokens, sealed under a key that is not in the database.
CREATE TABLE identity_web_key (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    xml TEXT NOT NULL,
    created BIGINT NOT NULL
);
