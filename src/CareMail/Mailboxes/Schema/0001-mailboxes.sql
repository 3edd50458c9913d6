-- What a user calls a mailbox. used_bytes is the sum of the sizes of its folders.
CREATE TABLE mailboxes_mailbox (
    id uuid NOT NULL PRIMARY KEY,
    organisation_id uuid NOT NULL,
    kind bigint NOT NULL,
    local_part text NOT NULL,
    display_name text NOT NULL,
    quota_bytes bigint NOT NULL,
    used_bytes bigint NOT NULL,
    last_uid_validity bigint NOT NULL,
    created_at bigint NOT NULL
);

CREATE INDEX mailboxes_mailbox_organisation ON mailboxes_mailbox (organisation_id);

-- Which account may use which mailbox.
CREATE TABLE mailboxes_access (
    account_id uuid NOT NULL,
    mailbox_id uuid NOT NULL REFERENCES mailboxes_mailbox (id),
    access_right bigint NOT NULL,
    granted_at bigint NOT NULL,
    PRIMARY KEY (account_id, mailbox_id)
)
--sqlite WITHOUT ROWID
;

CREATE INDEX mailboxes_access_mailbox ON mailboxes_access (mailbox_id);

-- A folder and all that is counted about it. Whoever changes an entry holds this row until commit.
CREATE TABLE mailboxes_folder (
    id uuid NOT NULL PRIMARY KEY,
    mailbox_id uuid NOT NULL REFERENCES mailboxes_mailbox (id),
    name text NOT NULL,
    special_use bigint NOT NULL,
    uid_validity bigint NOT NULL,
    uid_next bigint NOT NULL,
    modseq bigint NOT NULL,
    forgotten_modseq bigint NOT NULL,
    messages bigint NOT NULL,
    unseen bigint NOT NULL,
    deleted bigint NOT NULL,
    size bigint NOT NULL,
    keywords text NOT NULL,
    UNIQUE (mailbox_id, name)
);

CREATE UNIQUE INDEX mailboxes_folder_special_use ON mailboxes_folder (mailbox_id, special_use) WHERE special_use <> 0;

-- A message in a folder. Clustered so that a range of UIDs is a range of the disk.
CREATE TABLE mailboxes_entry (
    folder_id uuid NOT NULL,
    uid bigint NOT NULL,
    modseq bigint NOT NULL,
    flags bigint NOT NULL,
    keywords text NOT NULL,
    received_at bigint NOT NULL,
    size bigint NOT NULL,
    message_id uuid NOT NULL,
    thread_id uuid NOT NULL,
    PRIMARY KEY (folder_id, uid)
)
--sqlite WITHOUT ROWID
;

CREATE INDEX mailboxes_entry_modseq ON mailboxes_entry (folder_id, modseq);
CREATE INDEX mailboxes_entry_message ON mailboxes_entry (message_id);
CREATE INDEX mailboxes_entry_thread ON mailboxes_entry (thread_id);

-- An entry that went, for clients that were away.
CREATE TABLE mailboxes_tombstone (
    folder_id uuid NOT NULL,
    modseq bigint NOT NULL,
    uid bigint NOT NULL,
    removed_at bigint NOT NULL,
    PRIMARY KEY (folder_id, modseq, uid)
)
--sqlite WITHOUT ROWID
;

CREATE INDEX mailboxes_tombstone_age ON mailboxes_tombstone (removed_at);

-- Immutable bytes: where they are, and the summary made at delivery.
CREATE TABLE mailboxes_message (
    id uuid NOT NULL PRIMARY KEY,
    segment bigint NOT NULL,
    segment_offset bigint NOT NULL,
    length bigint NOT NULL,
    lead_length bigint NOT NULL,
    kind bigint NOT NULL,
    summary bytea NOT NULL,
    created_at bigint NOT NULL
);

CREATE INDEX mailboxes_message_segment ON mailboxes_message (segment);

-- The message's key for one organisation, and how often that organisation uses the message: in folders, and outside them.
CREATE TABLE mailboxes_message_key (
    message_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    wrapped bytea NOT NULL,
    entries bigint NOT NULL,
    held bigint NOT NULL,
    PRIMARY KEY (message_id, organisation_id)
)
--sqlite WITHOUT ROWID
;

-- Message-IDs (hashed) that a mailbox has seen named, and the conversation they belong to.
CREATE TABLE mailboxes_thread (
    mailbox_id uuid NOT NULL,
    key bigint NOT NULL,
    thread_id uuid NOT NULL,
    PRIMARY KEY (mailbox_id, key)
)
--sqlite WITHOUT ROWID
;

CREATE INDEX mailboxes_thread_thread ON mailboxes_thread (thread_id);

-- Who opened which message of a shared mailbox, first time.
CREATE TABLE mailboxes_reading (
    folder_id uuid NOT NULL,
    uid bigint NOT NULL,
    account_id uuid NOT NULL,
    read_at bigint NOT NULL,
    PRIMARY KEY (folder_id, uid, account_id)
)
--sqlite WITHOUT ROWID
;

-- Names an account is subscribed to.
CREATE TABLE mailboxes_subscription (
    account_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (account_id, mailbox_id, name)
)
--sqlite WITHOUT ROWID
;

-- Messages that came to or went from a mailbox since the search index looked at them.
CREATE TABLE mailboxes_search_mark (
    mailbox_id uuid NOT NULL,
    message_id uuid NOT NULL,
    marked_at bigint NOT NULL,
    PRIMARY KEY (mailbox_id, message_id)
)
--sqlite WITHOUT ROWID
;

CREATE INDEX mailboxes_search_mark_age ON mailboxes_search_mark (marked_at);
