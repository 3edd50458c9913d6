-- When the owner of a shared mailbox last went through who has access. Without a row it counts from the mailbox's making.
CREATE TABLE manage_review (
    mailbox_id uuid PRIMARY KEY,
    reviewed bigint NOT NULL,
    account_id uuid NULL,
    kept bigint NOT NULL,
    removed bigint NOT NULL,
    -- when the owners were last told that it is due
    reminded bigint NULL
);

-- A time in which a shared mailbox had mail that nobody opened. One row an episode, so that it is told of once.
CREATE TABLE manage_unwatched (
    id uuid PRIMARY KEY,
    mailbox_id uuid NOT NULL,
    -- when the oldest unopened message came
    waiting_since bigint NOT NULL,
    noticed bigint NOT NULL,
    ended bigint NULL
);

CREATE UNIQUE INDEX manage_unwatched_open ON manage_unwatched (mailbox_id) WHERE ended IS NULL;

-- A site that needs more people than it is allowed.
CREATE TABLE manage_more (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    people bigint NOT NULL,
    reason text NOT NULL,
    account_id uuid NOT NULL,
    asked bigint NOT NULL,
    decided bigint NULL,
    decided_by uuid NULL,
    granted boolean NULL,
    answer text NOT NULL
);

CREATE UNIQUE INDEX manage_more_open ON manage_more (organisation_id) WHERE decided IS NULL;
