-- A file read, or tried. Its number is also the time of the registers: a row counts from the import that brought it
-- (from_import) until the one that ended it (until_import). Rows of an import that is not applied have numbers nobody
-- asks for yet, so that they can be written in short slices and shown by one switch: applied.
CREATE TABLE registers_import (
    number bigint PRIMARY KEY,
    register bigint NOT NULL,
    file text NOT NULL,
    as_at text NOT NULL,
    state bigint NOT NULL,
    started bigint NOT NULL,
    applied bigint,
    actor uuid,
    reason text,
    fault text,
    lines bigint NOT NULL DEFAULT 0,
    same bigint NOT NULL DEFAULT 0,
    added bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL DEFAULT 0,
    ended bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    live_before bigint NOT NULL DEFAULT 0,
    live_ending bigint NOT NULL DEFAULT 0
);

CREATE INDEX registers_import_register ON registers_import (register, number);

CREATE TABLE registers_refusal (
    import bigint NOT NULL REFERENCES registers_import (number),
    position bigint NOT NULL,
    line bigint NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (import, position)
)
--sqlite WITHOUT ROWID
;

-- Headquarters (level 1) and sites (level 2).
CREATE TABLE registers_ods (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL,
    from_import bigint NOT NULL,
    until_import bigint,
    level bigint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    search_key text NOT NULL,
    address1 text NOT NULL,
    address2 text NOT NULL,
    address3 text NOT NULL,
    town text NOT NULL,
    county text NOT NULL,
    postcode text NOT NULL,
    postcode_key text
    --postgres COLLATE "C"
    NOT NULL,
    opened text,
    closed text,
    parent text,
    joined_parent text,
    left_parent text,
    telephone text NOT NULL,
    country bigint
)
--sqlite WITHOUT ROWID
;

CREATE INDEX registers_ods_code ON registers_ods (code);
CREATE INDEX registers_ods_parent ON registers_ods (parent) WHERE parent IS NOT NULL;
CREATE INDEX registers_ods_name ON registers_ods (name_key);
CREATE INDEX registers_ods_postcode ON registers_ods (postcode_key);
CREATE INDEX registers_ods_from ON registers_ods (from_import);
CREATE INDEX registers_ods_until ON registers_ods (until_import) WHERE until_import IS NOT NULL;

CREATE TABLE registers_succession (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL,
    from_import bigint NOT NULL,
    until_import bigint,
    from_code text NOT NULL,
    to_code text NOT NULL,
    reason text NOT NULL,
    effective text,
    indicator text NOT NULL
)
--sqlite WITHOUT ROWID
;

CREATE INDEX registers_succession_from_code ON registers_succession (from_code);
CREATE INDEX registers_succession_from ON registers_succession (from_import);
CREATE INDEX registers_succession_until ON registers_succession (until_import) WHERE until_import IS NOT NULL;

-- CQC's weekly directory.
CREATE TABLE registers_cqc_entry (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL,
    from_import bigint NOT NULL,
    until_import bigint,
    location_id text NOT NULL,
    provider_id text,
    name text NOT NULL,
    name_key text NOT NULL,
    search_key text NOT NULL,
    also_known_as text NOT NULL,
    address text NOT NULL,
    postcode text NOT NULL,
    postcode_key text
    --postgres COLLATE "C"
    NOT NULL,
    phone text NOT NULL,
    service_types text NOT NULL,
    specialisms text NOT NULL,
    provider_name text NOT NULL,
    local_authority text NOT NULL,
    region text NOT NULL
)
--sqlite WITHOUT ROWID
;

CREATE INDEX registers_cqc_entry_location ON registers_cqc_entry (location_id);
CREATE INDEX registers_cqc_entry_provider ON registers_cqc_entry (provider_id);
CREATE INDEX registers_cqc_entry_postcode ON registers_cqc_entry (postcode_key);
CREATE INDEX registers_cqc_entry_from ON registers_cqc_entry (from_import);
CREATE INDEX registers_cqc_entry_until ON registers_cqc_entry (until_import) WHERE until_import IS NOT NULL;

-- What CQC publishes through its API only.
CREATE TABLE registers_cqc_facts (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL,
    from_import bigint NOT NULL,
    until_import bigint,
    location_id text NOT NULL,
    provider_id text,
    ods_code text,
    brand_id text,
    brand_name text,
    status text NOT NULL,
    registered text,
    deregistered text,
    dormant text NOT NULL,
    dormant_from text,
    dormant_until text,
    predecessor text
)
--sqlite WITHOUT ROWID
;

CREATE INDEX registers_cqc_facts_location ON registers_cqc_facts (location_id);
CREATE INDEX registers_cqc_facts_ods ON registers_cqc_facts (ods_code) WHERE ods_code IS NOT NULL;
CREATE INDEX registers_cqc_facts_provider ON registers_cqc_facts (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX registers_cqc_facts_brand ON registers_cqc_facts (brand_id) WHERE brand_id IS NOT NULL;
CREATE INDEX registers_cqc_facts_from ON registers_cqc_facts (from_import);
CREATE INDEX registers_cqc_facts_until ON registers_cqc_facts (until_import) WHERE until_import IS NOT NULL;

-- Registered managers: personal data. The contact's number is a keyed hash, the rest is sealed, the digest is keyed too.
CREATE TABLE registers_contact (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL,
    from_import bigint NOT NULL,
    until_import bigint,
    location_id text NOT NULL,
    contact_hash bytea NOT NULL,
    sealed bytea NOT NULL
)
--sqlite WITHOUT ROWID
;

CREATE INDEX registers_contact_location ON registers_contact (location_id);
CREATE INDEX registers_contact_from ON registers_contact (from_import);
CREATE INDEX registers_contact_until ON registers_contact (until_import) WHERE until_import IS NOT NULL;

-- The Data Security and Protection Toolkit's public list. A row has a code, or a hint of one.
CREATE TABLE registers_dspt (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL,
    from_import bigint NOT NULL,
    until_import bigint,
    code text,
    hint text,
    name text NOT NULL,
    status text NOT NULL,
    published text,
    sector text NOT NULL,
    board text NOT NULL
)
--sqlite WITHOUT ROWID
;

CREATE INDEX registers_dspt_code ON registers_dspt (code) WHERE code IS NOT NULL;
CREATE INDEX registers_dspt_hint ON registers_dspt (hint) WHERE hint IS NOT NULL;
CREATE INDEX registers_dspt_from ON registers_dspt (from_import);
CREATE INDEX registers_dspt_until ON registers_dspt (until_import) WHERE until_import IS NOT NULL;

-- Domains accredited to the secure e-mail standard.
CREATE TABLE registers_domain (
    id uuid PRIMARY KEY,
    digest bytea NOT NULL,
    from_import bigint NOT NULL,
    until_import bigint,
    domain text NOT NULL,
    organisation text NOT NULL,
    ods_code text,
    accredited text,
    dmarc text NOT NULL,
    spf text NOT NULL,
    dkim text NOT NULL,
    tls12 text NOT NULL
)
--sqlite WITHOUT ROWID
;

CREATE INDEX registers_domain_domain ON registers_domain (domain);
CREATE INDEX registers_domain_from ON registers_domain (from_import);
CREATE INDEX registers_domain_until ON registers_domain (until_import) WHERE until_import IS NOT NULL;
