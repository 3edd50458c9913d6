-- Since when nothing of it may be destroyed.
ALTER TABLE mailboxes_mailbox ADD COLUMN held_since bigint NULL;

-- What left a mailbox while it was on hold: a use of the message outside folders, by the organisation it was removed under.
CREATE TABLE mailboxes_kept (
    folder_id uuid NOT NULL,
    uid bigint NOT NULL,
    mailbox_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    message_id uuid NOT NULL,
    received_at bigint NOT NULL,
    removed_at bigint NOT NULL,
    PRIMARY KEY (folder_id, uid)
)
--sqlite WITHOUT ROWID
;

CREATE INDEX mailboxes_kept_mailbox ON mailboxes_kept (mailbox_id, removed_at);
