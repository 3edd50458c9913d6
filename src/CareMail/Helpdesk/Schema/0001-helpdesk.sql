-- Requests to the helpdesk. What callers say of themselves is sealed, and erased after the case is settled.
CREATE TABLE helpdesk_case (
    id UUID NOT NULL PRIMARY KEY,
    -- what people say on the telephone: C-7K4M2Q
    reference TEXT NOT NULL UNIQUE,
    -- grows with every change: who acts on what they did not see is refused
    version BIGINT NOT NULL,
    source BIGINT NOT NULL,
    topic BIGINT NOT NULL,
    state BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    -- by the policy of the day it was opened
    due BIGINT NOT NULL,
    settled BIGINT NULL,
    -- whom it is about
    organisation_id UUID NULL,
    account_id UUID NULL,
    -- the mailbox it was written from, and by whom
    mailbox_id UUID NULL,
    sender_id UUID NULL,
    -- the agent who has it
    owner_id UUID NULL,
    content BYTEA NULL,
    -- how and when the caller was last known to be the person, and which person that was
    pass_kind BIGINT NULL,
    pass_at BIGINT NULL,
    pass_account UUID NULL,
    -- another mobile, sealed, until a colleague confirms it from this mailbox
    mobile BYTEA NULL,
    mobile_asked BIGINT NULL,
    mobile_mailbox UUID NULL,
    -- the number a regulator holds was rung, and the home knew of it
    rung BIGINT NULL,
    erased BIGINT NULL
);

CREATE INDEX helpdesk_case_state ON helpdesk_case (state, due);

CREATE INDEX helpdesk_case_account ON helpdesk_case (account_id);

CREATE TABLE helpdesk_event (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES helpdesk_case (id),
    at BIGINT NOT NULL,
    actor UUID NULL,
    kind BIGINT NOT NULL,
    words TEXT NULL
);

CREATE INDEX helpdesk_event_case ON helpdesk_event (case_id, at);

-- What the helpdesk last changed of an account, whatever the case: two agents on one account, and the second looks again.
CREATE TABLE helpdesk_account (
    account_id UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor UUID NULL,
    what BIGINT NOT NULL
);

-- How often a network used the open form. The key is a keyed hash.
CREATE TABLE helpdesk_try (
    key BYTEA NOT NULL PRIMARY KEY,
    tries BIGINT NOT NULL,
    window_ends BIGINT NOT NULL
);
