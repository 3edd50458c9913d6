-- The words of messages, folded to upper case: what SEARCH looks in. Rebuilt from the messages at any time.
CREATE EXTENSION IF NOT EXISTS "pg_trgm";

CREATE TABLE mailboxes_search_text (
    mailbox_id uuid NOT NULL,
    message_id uuid NOT NULL,
    head text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (mailbox_id, message_id)
);

CREATE INDEX mailboxes_search_text_head ON mailboxes_search_text USING gin (head gin_trgm_ops);
CREATE INDEX mailboxes_search_text_body ON mailboxes_search_text USING gin (body gin_trgm_ops);

-- One row as soon as every message is in the index or marked for it.
CREATE TABLE mailboxes_search_state (complete boolean NOT NULL);
