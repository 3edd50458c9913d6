-- Security changes rolled out in stages. Days are calendar days of the United Kingdom, as 2025-02-03.
CREATE TABLE campaigns_campaign (
    key TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    -- what is asked for: account_secret, second_factor or use_policy
    asks TEXT NOT NULL,
    -- who: roles and organisations, with spaces between; empty is everybody
    roles TEXT NOT NULL,
    organisations TEXT NOT NULL,
    -- days between letters, before and after pages ask first
    letters_days BIGINT NOT NULL,
    soft_letters_days BIGINT NOT NULL
);

-- From which day a stage holds; a stage without a row has no day yet. The organisation's own day goes before everybody's.
CREATE TABLE campaigns_stage (
    campaign TEXT NOT NULL REFERENCES campaigns_campaign (key),
    -- empty: everybody
    organisation TEXT NOT NULL,
    stage BIGINT NOT NULL,
    from_day TEXT NOT NULL,
    PRIMARY KEY (campaign, organisation, stage)
);

CREATE TABLE campaigns_exemption (
    id UUID NOT NULL PRIMARY KEY,
    campaign TEXT NOT NULL REFERENCES campaigns_campaign (key),
    -- one of the two
    account_id UUID NULL,
    organisation_id UUID NULL,
    reason TEXT NOT NULL,
    -- the last day on which it holds
    until_day TEXT NOT NULL,
    recorded BIGINT NOT NULL,
    recorded_by UUID NULL,
    ended BIGINT NULL
);

-- When somebody was last written to.
CREATE TABLE campaigns_letter (
    campaign TEXT NOT NULL REFERENCES campaigns_campaign (key),
    account_id UUID NOT NULL,
    last_sent BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    PRIMARY KEY (campaign, account_id)
);

-- How far it had got on each day: the chart.
CREATE TABLE campaigns_progress (
    campaign TEXT NOT NULL REFERENCES campaigns_campaign (key),
    day TEXT NOT NULL,
    people BIGINT NOT NULL,
    lacking BIGINT NOT NULL,
    PRIMARY KEY (campaign, day)
);

INSERT INTO campaigns_campaign (key, title, asks, roles, organisations, letters_days, soft_letters_days)
VALUES ('account-secret', 'Account Secret instead of security questions', 'account_secret', '', '', 14, 7);

-- Today's service began to ask on 3 February 2025; when it asked people to set it up themselves is our guess. The last stage
-- has no day: none was ever published.
INSERT INTO campaigns_stage (campaign, organisation, stage, from_day) VALUES ('account-secret', '', 1, '2024-11-04');

INSERT INTO campaigns_stage (campaign, organisation, stage, from_day) VALUES ('account-secret', '', 2, '2025-02-03');

-- Prepared, without a day: until one begins, each is asked for at the next sign-in.
INSERT INTO campaigns_campaign (key, title, asks, roles, organisations, letters_days, soft_letters_days)
VALUES ('second-factor', 'A second factor for everybody', 'second_factor', '', '', 14, 7);

INSERT INTO campaigns_campaign (key, title, asks, roles, organisations, letters_days, soft_letters_days)
VALUES ('use-policy', 'A new acceptable use policy', 'use_policy', '', '', 14, 7);
