-- Shared mailboxes whose owner agreed that anybody may find them. The row stays when the consent is taken back.
CREATE TABLE providers_listing (
    mailbox_id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL,
    listed boolean NOT NULL,
    -- when somebody of the site last said that it is right
    confirmed bigint NOT NULL
);

-- Files of postcodes that were read to their end. The newest counts; rows of others are of a reading that was cut short.
CREATE TABLE providers_postcode_edition (
    edition bigint PRIMARY KEY,
    taken bigint NOT NULL
);

-- Where postcodes are, in millionths of a degree.
CREATE TABLE providers_postcode (
    postcode text NOT NULL,
    edition bigint NOT NULL,
    latitude bigint NOT NULL,
    longitude bigint NOT NULL,
    PRIMARY KEY (postcode, edition)
)
--sqlite WITHOUT ROWID
;
