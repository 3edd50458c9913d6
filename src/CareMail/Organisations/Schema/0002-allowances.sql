-- How many people and shared mailboxes an organisation may have; empty: as many as it needs.
ALTER TABLE organisations_organisation ADD COLUMN people_allowed bigint;

ALTER TABLE organisations_organisation ADD COLUMN mailboxes_allowed bigint;

-- A care site (kind 2) has ten people and one shared mailbox.
UPDATE organisations_organisation SET people_allowed = 10, mailboxes_allowed = 1 WHERE kind = 2;
