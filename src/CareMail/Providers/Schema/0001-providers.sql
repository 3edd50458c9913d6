-- Shared mailboxes whose owner agreed that anybody may find them. The row stays when the consent is taken back.
CREATE TABLE providers_listing (
    mailbox_id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    listed boolean NOT NULL,
    -- when somebody of the site last said that it is right
    confirmed bigint NOT NULL
);

-- Where postcodes are, in millionths of a degree.
CREATE TABLE providers_postcode (
    postcode text PRIMARY KEY,
    latitude bigint NOT NULL,
    longitude bigint NOT NULL
)
--sqlite WITHOUT ROWID
;
