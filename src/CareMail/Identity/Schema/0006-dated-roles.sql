-- A role held from a moment until another: that of a deputy.
CREATE TABLE identity_dated_role (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES identity_account (id),
    role BIGINT NOT NULL,
    organisation_id UUID NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL
);

CREATE INDEX identity_dated_role_account ON identity_dated_role (account_id);
