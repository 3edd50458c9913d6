-- Who did what to whom. sequence and mac are set by the sealer after the act has committed; values may be erased lawfully,
-- their salted hash stays.
CREATE TABLE audit_entry (
    id uuid NOT NULL PRIMARY KEY,
    at bigint NOT NULL,
    actor uuid NULL,
    act text NOT NULL,
    subject uuid NULL,
    organisation uuid NULL,
    origin text NULL,
    old_value text NULL,
    new_value text NULL,
    reason text NULL,
    salt bytea NULL,
    values_hash bytea NOT NULL,
    erased_at bigint NULL,
    sequence bigint NULL,
    mac bytea NULL
);

CREATE UNIQUE INDEX audit_entry_sequence ON audit_entry (sequence);
CREATE INDEX audit_entry_unsealed ON audit_entry (id) WHERE sequence IS NULL;
CREATE INDEX audit_entry_subject ON audit_entry (subject, at);
CREATE INDEX audit_entry_organisation ON audit_entry (organisation, at);
