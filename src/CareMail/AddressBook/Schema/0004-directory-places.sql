-- The shared mailboxes of an organisation, and who answers at it.
CREATE INDEX addressbook_address_organisation ON addressbook_address (organisation_id, kind);
