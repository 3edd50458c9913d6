-- What the helpdesk asks somebody for, and how often the answer was wrong: one row an account, whoever asks and on how many calls.
CREATE TABLE identity_secret_check (
    account_id UUID PRIMARY KEY REFERENCES identity_account (id),
    -- places in the Account Secret, or numbers of the old questions; the same until passed
    asked TEXT NOT NULL,
    failures BIGINT NOT NULL,
    closed_until BIGINT
);

-- The old scheme: three questions. Erased when the person chooses an Account Secret.
CREATE TABLE identity_security_question (
    account_id UUID NOT NULL REFERENCES identity_account (id),
    number BIGINT NOT NULL,
    question TEXT NOT NULL,
    -- keyed hash of the answer
    answer BYTEA NOT NULL,
    PRIMARY KEY (account_id, number)
);
