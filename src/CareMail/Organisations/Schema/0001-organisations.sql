CREATE TABLE organisations_organisation (
    id uuid PRIMARY KEY,
    ods text NOT NULL UNIQUE,
    name text NOT NULL,
    kind bigint NOT NULL,
    town text NOT NULL,
    headquarters_id uuid REFERENCES organisations_organisation (id),
    created bigint NOT NULL
);

CREATE INDEX organisations_organisation_headquarters ON organisations_organisation (headquarters_id);
