-- Rows stay when an address closes: nobody else ever gets it.
CREATE TABLE addressbook_address (
    address_key text PRIMARY KEY,
    address text NOT NULL,
    mailbox_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    kind bigint NOT NULL,
    state bigint NOT NULL,
    -- a mailbox sends from its one primary address; others only receive
    is_primary boolean NOT NULL,
    display_name text NOT NULL,
    place text NOT NULL,
    created bigint NOT NULL
);

CREATE INDEX addressbook_address_mailbox ON addressbook_address (mailbox_id);

-- What somebody may begin to type: folded words of the name and of the address.
CREATE TABLE addressbook_word (
    word text
    --postgres COLLATE "C"
    NOT NULL,
    address_key text NOT NULL REFERENCES addressbook_address (address_key),
    PRIMARY KEY (word, address_key)
);

CREATE INDEX addressbook_word_address ON addressbook_word (address_key);
