-- What programs of an organisation come in with.
CREATE TABLE provisioning_token (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    name text NOT NULL,
    -- names of scopes, with spaces between
    scopes text NOT NULL,
    -- keyed hash of the token; the token itself is shown once and kept nowhere
    lookup bytea NOT NULL UNIQUE,
    -- its last four characters, so that people can tell which is which
    ending text NOT NULL,
    created bigint NOT NULL,
    -- who answers for it: it can do no more than they still may
    made_by uuid NOT NULL,
    expires bigint NOT NULL,
    last_used bigint,
    revoked bigint
);

CREATE INDEX provisioning_token_organisation ON provisioning_token (organisation_id);

-- What is to be told and brought up to date outside an act's own transaction. Written within it, taken soon afterwards.
CREATE TABLE provisioning_change (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    organisation_id uuid,
    -- as it is spelled in the audit trail
    act text NOT NULL,
    at bigint NOT NULL
);

-- Work done once in the life of a database.
CREATE TABLE provisioning_done (
    name text PRIMARY KEY,
    at bigint NOT NULL
);

-- People as programs ask for them: a copy of what other modules know, with what only programs know beside it.
CREATE TABLE provisioning_person (
    account_id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    ods text NOT NULL,
    -- the organisation whose programs look after this person; empty until one does
    feed_id uuid,
    external_id text NOT NULL,
    address text NOT NULL,
    manager_id uuid,
    active boolean NOT NULL,
    -- the program took the person out: not there any more, for programs
    is_hidden boolean NOT NULL,
    user_name text NOT NULL,
    given_name text NOT NULL,
    family_name text NOT NULL,
    display_name text NOT NULL,
    title text NOT NULL,
    user_type text NOT NULL,
    employee_number text NOT NULL,
    cost_center text NOT NULL,
    division text NOT NULL,
    department text NOT NULL,
    -- the same without upper case, to compare by
    user_name_key text NOT NULL,
    given_name_key text NOT NULL,
    family_name_key text NOT NULL,
    display_name_key text NOT NULL,
    title_key text NOT NULL,
    user_type_key text NOT NULL,
    employee_number_key text NOT NULL,
    cost_center_key text NOT NULL,
    division_key text NOT NULL,
    department_key text NOT NULL,
    created bigint NOT NULL,
    modified bigint NOT NULL,
    version bigint NOT NULL
);

CREATE UNIQUE INDEX provisioning_person_external ON provisioning_person (feed_id, external_id) WHERE external_id <> '';

CREATE UNIQUE INDEX provisioning_person_feed_name ON provisioning_person (feed_id, user_name_key) WHERE feed_id IS NOT NULL;

CREATE INDEX provisioning_person_name ON provisioning_person (organisation_id, user_name_key);

CREATE INDEX provisioning_person_called ON provisioning_person (organisation_id, family_name_key, given_name_key);

CREATE INDEX provisioning_person_address ON provisioning_person (address);

-- How the programs of an organisation are treated.
CREATE TABLE provisioning_feed (
    organisation_id uuid PRIMARY KEY,
    -- "not active" means: 1 disabled, 2 left
    inactive_means bigint NOT NULL,
    -- stopped, because it was about to close too many accounts
    paused bigint,
    paused_why text NOT NULL
);

-- Accounts that programs closed lately: what the brake counts.
CREATE TABLE provisioning_closing (
    id uuid PRIMARY KEY,
    feed_id uuid NOT NULL,
    at bigint NOT NULL
);

CREATE INDEX provisioning_closing_feed ON provisioning_closing (feed_id, at);
