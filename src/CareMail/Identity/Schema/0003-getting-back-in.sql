-- Which reminders of a password's last day were sent: each once for each password.
CREATE TABLE identity_reminder (
    account_id UUID NOT NULL REFERENCES identity_account (id),
    password_set BIGINT NOT NULL,
    days BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    PRIMARY KEY (account_id, password_set, days)
);

CREATE INDEX identity_account_password_set ON identity_account (password_set);
