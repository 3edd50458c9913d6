-- A member who may do what an owner does, on some days.
CREATE TABLE mailboxes_deputy (
    id uuid NOT NULL PRIMARY KEY,
    mailbox_id uuid NOT NULL REFERENCES mailboxes_mailbox (id),
    account_id uuid NOT NULL,
    named_by uuid NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL
);

CREATE INDEX mailboxes_deputy_mailbox ON mailboxes_deputy (mailbox_id, until_at);
