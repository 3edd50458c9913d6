-- A list: an address that stands for many. Its mailbox has nobody who reads it; what cannot be delivered comes back to it.
CREATE TABLE addressbook_list (
    mailbox_id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    address text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    senders bigint NOT NULL,
    others bigint NOT NULL,
    joining bigint NOT NULL,
    takes_outsiders boolean NOT NULL,
    -- whom it stands for, as data; without one it stands for its members
    rule text NULL,
    created bigint NOT NULL,
    closed bigint NULL
);

CREATE INDEX addressbook_list_organisation ON addressbook_list (organisation_id);

-- Somebody of ours by their mailbox, which outlives their addresses; somebody outside by the address.
CREATE TABLE addressbook_list_member (
    list_id uuid NOT NULL REFERENCES addressbook_list (mailbox_id),
    member_key text NOT NULL,
    mailbox_id uuid NULL,
    address text NOT NULL,
    name text NOT NULL,
    added bigint NOT NULL,
    PRIMARY KEY (list_id, member_key)
);

CREATE INDEX addressbook_list_member_mailbox ON addressbook_list_member (mailbox_id);

CREATE TABLE addressbook_list_owner (
    list_id uuid NOT NULL REFERENCES addressbook_list (mailbox_id),
    account_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    PRIMARY KEY (list_id, account_id)
);

CREATE INDEX addressbook_list_owner_account ON addressbook_list_owner (account_id);

-- Who may write to it however large it is.
CREATE TABLE addressbook_list_sender (
    list_id uuid NOT NULL REFERENCES addressbook_list (mailbox_id),
    mailbox_id uuid NOT NULL,
    PRIMARY KEY (list_id, mailbox_id)
);

-- Somebody who wants to be a member.
CREATE TABLE addressbook_list_wish (
    list_id uuid NOT NULL REFERENCES addressbook_list (mailbox_id),
    account_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    asked bigint NOT NULL,
    PRIMARY KEY (list_id, account_id)
);

-- A message that waits until an owner lets it through or sends it back. Its bytes are held like those of the queue.
CREATE TABLE addressbook_list_post (
    id uuid PRIMARY KEY,
    list_id uuid NOT NULL REFERENCES addressbook_list (mailbox_id),
    message_id uuid NOT NULL,
    -- whose mailbox it was sent from, if they signed in; else nobody proved to be the sender
    mailbox_id uuid NULL,
    account_id uuid NULL,
    sender text NOT NULL,
    asked_secure boolean NOT NULL,
    came bigint NOT NULL
);

CREATE INDEX addressbook_list_post_list ON addressbook_list_post (list_id, came);
