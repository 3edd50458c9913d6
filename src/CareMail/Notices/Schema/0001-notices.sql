-- What people are told outside the service: by text message, or by e-mail to an address of their own.
CREATE TABLE notices_notice (
    id uuid NOT NULL PRIMARY KEY,
    kind bigint NOT NULL,
    -- what it is about: whoever queued it is told if nobody could be reached
    about uuid NOT NULL,
    -- whose account it is about, where a value is made at the moment of sending
    account_id uuid NULL,
    -- recipient and words, sealed under a key that is not in the database; gone once it is settled
    sealed bytea NULL,
    created bigint NOT NULL,
    -- a code that has run out is not sent any more
    useful_until bigint NULL,
    -- 1 waiting, 2 sent, 3 given up, 4 no longer needed
    state bigint NOT NULL,
    attempts bigint NOT NULL,
    due bigint NOT NULL,
    -- who is at it, and until when it may be: after that somebody else may try
    lease uuid NULL,
    leased_until bigint NOT NULL,
    settled bigint NULL
);

CREATE INDEX notices_notice_due ON notices_notice (due) WHERE state = 1;

CREATE INDEX notices_notice_about ON notices_notice (about);

-- The demo's letter box: what would have been sent, to be looked at.
CREATE TABLE notices_outbox (
    id uuid NOT NULL PRIMARY KEY,
    sent bigint NOT NULL,
    channel bigint NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL
);
