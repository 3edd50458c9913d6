-- What is answered while the person of a mailbox is away, and up to which message of its inbox it was.
CREATE TABLE mailboxes_away (
    mailbox_id uuid PRIMARY KEY REFERENCES mailboxes_mailbox (id),
    words text NOT NULL,
    begins bigint NOT NULL,
    ends bigint NOT NULL,
    answered_uid bigint NOT NULL
)
--sqlite WITHOUT ROWID
;

-- Who was answered when, each once in some days: by a hash, so that it is no list of who writes to whom.
CREATE TABLE mailboxes_away_answer (
    mailbox_id uuid NOT NULL REFERENCES mailboxes_mailbox (id),
    sender bytea NOT NULL,
    answered bigint NOT NULL,
    PRIMARY KEY (mailbox_id, sender)
)
--sqlite WITHOUT ROWID
;
