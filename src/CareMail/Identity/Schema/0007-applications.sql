-- A system that sends and fetches mail with a mailbox of its own. It is no account: nobody signs in to pages with it, and it
-- counts as no person. Its id stands where mail programs are known by an account's.
CREATE TABLE identity_application (
    id UUID PRIMARY KEY,
    mailbox_id UUID NOT NULL UNIQUE,
    organisation_id UUID NOT NULL,
    user_name TEXT NOT NULL,
    user_name_key TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    created BIGINT NOT NULL,
    -- when somebody last said that it is still needed
    confirmed BIGINT NOT NULL,
    reminded BIGINT,
    closed BIGINT,
    messages_per_minute BIGINT NOT NULL,
    recipients_per_day BIGINT NOT NULL,
    shown BOOLEAN NOT NULL
);

CREATE INDEX identity_application_organisation ON identity_application (organisation_id);

-- People who answer for it.
CREATE TABLE identity_application_owner (
    application_id UUID NOT NULL REFERENCES identity_application (id),
    account_id UUID NOT NULL REFERENCES identity_account (id),
    PRIMARY KEY (application_id, account_id)
);

CREATE TABLE identity_application_password (
    id UUID PRIMARY KEY,
    application_id UUID NOT NULL REFERENCES identity_application (id),
    name TEXT NOT NULL,
    -- keyed hash
    lookup BYTEA NOT NULL,
    reason TEXT NOT NULL,
    created BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    -- days before the end of which the owners were told last
    warned BIGINT,
    last_used BIGINT,
    removed BIGINT
);

CREATE INDEX identity_application_password_application ON identity_application_password (application_id);
