-- Mail on its way out: one delivery is one message to those of its recipients that share a domain and a route.
CREATE TABLE outbound_delivery (
    id uuid NOT NULL PRIMARY KEY,
    message_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    -- whose mail it is: reports go there
    mailbox_id uuid NOT NULL,
    -- the reverse-path; empty for the null path, about which nobody is told anything
    sender text NOT NULL,
    domain text NOT NULL,
    route integer NOT NULL,
    created bigint NOT NULL,
    attempts integer NOT NULL,
    due bigint NOT NULL,
    -- who is at it, and until when it may be: after that somebody else may try
    lease uuid NULL,
    leased_until bigint NOT NULL,
    delay_reported boolean NOT NULL,
    last_answer text NOT NULL
);

CREATE INDEX outbound_delivery_due ON outbound_delivery (due);

CREATE TABLE outbound_recipient (
    delivery_id uuid NOT NULL,
    position integer NOT NULL,
    address text NOT NULL,
    PRIMARY KEY (delivery_id, position)
)
--sqlite WITHOUT ROWID
;

-- Recipients each mailbox has written to outside and inside, by day: the limit on a stolen password.
CREATE TABLE outbound_usage (
    mailbox_id uuid NOT NULL,
    day integer NOT NULL,
    recipients integer NOT NULL,
    PRIMARY KEY (mailbox_id, day)
)
--sqlite WITHOUT ROWID
;

-- Domains whose mail servers keep the secure e-mail standard. A row counts from valid_from until valid_until; one without a
-- valid_from is known and off until an administrator confirms it.
CREATE TABLE outbound_secure_domain (
    domain text NOT NULL PRIMARY KEY,
    -- false: this name alone; true: all names below it too
    suffix boolean NOT NULL,
    source text NOT NULL,
    valid_from bigint NULL,
    valid_until bigint NULL
);

INSERT INTO outbound_secure_domain (domain, suffix, source, valid_from, valid_until) VALUES
    ('nhs.net', false, 'local', 0, NULL),
    ('gov.uk', true, 'gov', 0, NULL),
    ('cjsm.net', true, 'cjsm', NULL, NULL),
    ('police.uk', true, 'police', NULL, NULL),
    ('mod.uk', true, 'mod', NULL, NULL),
    ('parliament.uk', true, 'parliament', NULL, NULL);

-- The demo's relay: mail that would have left is kept here to be looked at.
CREATE TABLE outbound_sink (
    id uuid NOT NULL PRIMARY KEY,
    message_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    sent bigint NOT NULL,
    sender text NOT NULL,
    recipients text NOT NULL,
    secure boolean NOT NULL
);
