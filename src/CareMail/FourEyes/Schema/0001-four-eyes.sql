-- Something dangerous that one person asked for and another decides.
CREATE TABLE foureyes_approval (
    id uuid NOT NULL PRIMARY KEY,
    what bigint NOT NULL,
    organisation_id uuid NOT NULL,
    mailbox_id uuid NULL,
    -- whose mailbox it is, or who gets the role
    account_id uuid NULL,
    role bigint NULL,
    reason text NOT NULL,
    asked_by uuid NOT NULL,
    asked bigint NOT NULL,
    -- nobody decides it after that
    expires bigint NOT NULL,
    decided_by uuid NULL,
    decided bigint NULL,
    granted boolean NULL,
    answer text NULL,
    -- until then it may be used; null where there is nothing to use
    usable_until bigint NULL
);

CREATE INDEX foureyes_approval_organisation ON foureyes_approval (organisation_id, asked);

CREATE INDEX foureyes_approval_asked_by ON foureyes_approval (asked_by, asked);

-- One question at a time about one thing.
CREATE UNIQUE INDEX foureyes_approval_waiting ON foureyes_approval
    (what, COALESCE(mailbox_id, account_id), COALESCE(role, 0), organisation_id) WHERE decided IS NULL;
