-- Keys of organisations, wrapped by the master key.
CREATE TABLE storage_organisation_key (
    organisation_id uuid NOT NULL,
    version integer NOT NULL,
    wrapped bytea NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (organisation_id, version)
);

-- Bytes of the message log that no message needs any more, until their segment is compacted away.
CREATE TABLE storage_dead_bytes (
    segment bigint NOT NULL,
    message_id uuid NOT NULL,
    length bigint NOT NULL,
    PRIMARY KEY (segment, message_id)
)
--sqlite WITHOUT ROWID
;

-- Facts about this store: which master key it was made with, whether that key is in safe custody.
CREATE TABLE storage_setting (
    name text NOT NULL PRIMARY KEY,
    value text NOT NULL
);

-- Who runs a piece of periodic work now.
CREATE TABLE storage_lease (
    name text NOT NULL PRIMARY KEY,
    holder uuid NOT NULL,
    until bigint NOT NULL
);
