-- Which reminders of a password's last day were sent: each once for each password.
CREATE TABLE identity_reminder (
    account_id UUID NOT NULL REFERENCES identity_account (id),
    password_set BIGINT NOT NULL,
    days BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    PRIMARY KEY (account_id, password_set, days)
);

CREATE INDEX identity_account_password_set ON identity_account (password_set);

-- A number that proved itself as a second way to sign in: sealed, like that of the profile.
ALTER TABLE identity_account ADD COLUMN text_mobile BYTEA;

-- Codes sent by text message: each for one purpose and one coming in, reset or account.
CREATE TABLE identity_text_code (
    purpose BIGINT NOT NULL,
    bound_to UUID NOT NULL,
    account_id UUID NOT NULL REFERENCES identity_account (id),
    -- keyed hash
    code BYTEA NOT NULL,
    -- sealed
    mobile BYTEA NOT NULL,
    tries BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    PRIMARY KEY (purpose, bound_to)
);

CREATE INDEX identity_text_code_ends ON identity_text_code (ends);

-- Somebody gets back in alone. For an address nobody has there is a row too.
CREATE TABLE identity_reset (
    id UUID PRIMARY KEY,
    -- hash of the key in the browser's cookie, which changes when the code is right
    key_hash BYTEA NOT NULL UNIQUE,
    account_id UUID REFERENCES identity_account (id),
    -- the account's stamp when it began: whatever changes the account ends it
    security_stamp TEXT,
    step BIGINT NOT NULL,
    way BIGINT,
    tries BIGINT NOT NULL,
    ends BIGINT NOT NULL
);

CREATE INDEX identity_reset_ends ON identity_reset (ends);

-- What keeps trying an old password, by the keyed hash of the name that was typed.
CREATE TABLE identity_failed_try (
    name_key BYTEA NOT NULL,
    door TEXT NOT NULL,
    device TEXT NOT NULL,
    network TEXT NOT NULL,
    tries BIGINT NOT NULL,
    first_try BIGINT NOT NULL,
    last_try BIGINT NOT NULL,
    PRIMARY KEY (name_key, door, device, network)
);

CREATE INDEX identity_failed_try_last ON identity_failed_try (last_try);

-- Browsers somebody has signed in with; the key is in the browser.
CREATE TABLE identity_browser (
    account_id UUID NOT NULL REFERENCES identity_account (id),
    key_hash BYTEA NOT NULL,
    name TEXT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (account_id, key_hash)
);

CREATE INDEX identity_browser_last ON identity_browser (last_seen);

-- How to reach whoever administers an organisation, in their own words: shown to anybody.
CREATE TABLE identity_help_contact (
    organisation_id UUID PRIMARY KEY,
    words TEXT NOT NULL,
    changed BIGINT NOT NULL
);

-- How long a session may rest, in milliseconds: an hour, or minutes on a shared tablet.
ALTER TABLE identity_session ADD COLUMN idle BIGINT NOT NULL DEFAULT 3600000;

ALTER TABLE identity_session ADD COLUMN tablet_id UUID;

-- A device that several people of an organisation use; its key is in its browser.
CREATE TABLE identity_tablet (
    id UUID PRIMARY KEY,
    key_hash BYTEA NOT NULL UNIQUE,
    organisation_id UUID NOT NULL,
    name TEXT NOT NULL,
    registered BIGINT NOT NULL
);

CREATE INDEX identity_tablet_organisation ON identity_tablet (organisation_id);

-- By which somebody comes back to a tablet they signed in to: good there and nowhere else.
CREATE TABLE identity_tablet_pin (
    id UUID PRIMARY KEY,
    tablet_id UUID NOT NULL REFERENCES identity_tablet (id),
    account_id UUID NOT NULL REFERENCES identity_account (id),
    -- keyed hash over tablet, account and PIN
    pin BYTEA NOT NULL,
    -- the account's stamp when it was chosen: a new password ends it
    security_stamp TEXT NOT NULL,
    tries BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    UNIQUE (tablet_id, account_id)
);

-- People of another service, and the accounts they use here.
CREATE TABLE identity_external_link (
    id UUID PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account_id UUID NOT NULL REFERENCES identity_account (id),
    linked BIGINT NOT NULL,
    UNIQUE (issuer, subject)
);

CREATE INDEX identity_external_link_account ON identity_external_link (account_id);
