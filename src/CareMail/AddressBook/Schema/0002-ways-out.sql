-- An address that somebody left behind takes mail until then; empty: for good.
ALTER TABLE addressbook_address ADD COLUMN receives_until bigint;
