-- Whose the address is, beside its words: one's own organisation is looked through first.
ALTER TABLE addressbook_word ADD COLUMN organisation_id uuid;

UPDATE addressbook_word SET organisation_id = (
    SELECT organisation_id FROM addressbook_address WHERE addressbook_address.address_key = addressbook_word.address_key
);

CREATE INDEX addressbook_word_organisation ON addressbook_word (organisation_id, word);

-- Every name there is, under itself and under what is left of it when one letter falls out: two words that differ by one
-- slip of the finger meet under one of these.
CREATE TABLE addressbook_spelling (
    variant text
    --postgres COLLATE "C"
    NOT NULL,
    word text
    --postgres COLLATE "C"
    NOT NULL,
    PRIMARY KEY (variant, word)
)
--sqlite WITHOUT ROWID
;

WITH RECURSIVE place (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < 24)
INSERT INTO addressbook_spelling (variant, word)
SELECT DISTINCT substr(known.word, 1, n - 1) || substr(known.word, n + 1), known.word
FROM (SELECT DISTINCT word FROM addressbook_word WHERE length(word) BETWEEN 4 AND 24) known
JOIN place ON n <= length(known.word)
UNION
SELECT word, word FROM addressbook_word WHERE length(word) BETWEEN 4 AND 24;

-- Somebody outside the service, kept by a person for themselves (account_id) or by an organisation for its people.
CREATE TABLE addressbook_contact (
    id uuid PRIMARY KEY,
    account_id uuid NULL,
    organisation_id uuid NULL,
    name text NOT NULL,
    address text NOT NULL,
    note text NOT NULL,
    created bigint NOT NULL
);

CREATE INDEX addressbook_contact_account ON addressbook_contact (account_id);

CREATE INDEX addressbook_contact_organisation ON addressbook_contact (organisation_id);

-- A name for several addresses, for the person who made it.
CREATE TABLE addressbook_group (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    name text NOT NULL,
    created bigint NOT NULL
);

CREATE INDEX addressbook_group_account ON addressbook_group (account_id);

CREATE TABLE addressbook_group_member (
    group_id uuid NOT NULL REFERENCES addressbook_group (id),
    address text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (group_id, address)
)
--sqlite WITHOUT ROWID
;
