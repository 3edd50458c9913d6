-- Where an organisation wants to hear of what happens to its people.
CREATE TABLE provisioning_webhook (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    address text NOT NULL,
    -- kinds of events, with spaces between
    events text NOT NULL,
    -- what deliveries are signed with, sealed under a key that is not in the database
    secret bytea NOT NULL,
    created bigint NOT NULL,
    made_by uuid NOT NULL,
    removed bigint
);

CREATE INDEX provisioning_webhook_organisation ON provisioning_webhook (organisation_id);

-- Each event for each webhook, until it is delivered or given up.
CREATE TABLE provisioning_delivery (
    id uuid PRIMARY KEY,
    webhook_id uuid NOT NULL REFERENCES provisioning_webhook (id),
    kind text NOT NULL,
    -- no personal data: ids and where to ask
    body text NOT NULL,
    -- 1 waiting, 2 delivered, 3 given up
    state bigint NOT NULL,
    attempts bigint NOT NULL,
    due bigint NOT NULL,
    created bigint NOT NULL,
    last_tried bigint,
    outcome text NOT NULL
);

CREATE INDEX provisioning_delivery_due ON provisioning_delivery (due) WHERE state = 1;

CREATE INDEX provisioning_delivery_webhook ON provisioning_delivery (webhook_id, created);
