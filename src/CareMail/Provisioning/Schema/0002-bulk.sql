-- A file of people, from its upload to its result.
CREATE TABLE provisioning_bulk (
    id uuid PRIMARY KEY,
    -- whose own ids the file names, and how far it reaches
    organisation_id uuid NOT NULL,
    file_name text NOT NULL,
    -- the file's own headings, as JSON
    headings text NOT NULL,
    -- 1 being read, 2 read and waiting, 3 being done, 4 done, 5 dropped
    state bigint NOT NULL,
    rows_read bigint NOT NULL,
    rows_wrong bigint NOT NULL,
    made_by uuid,
    token_id uuid,
    actor_name text NOT NULL,
    origin text NOT NULL,
    started bigint NOT NULL,
    finished bigint,
    -- why it stopped before its end; empty if it did not
    fault text NOT NULL
);

CREATE INDEX provisioning_bulk_organisation ON provisioning_bulk (organisation_id, started);

CREATE INDEX provisioning_bulk_running ON provisioning_bulk (started) WHERE state = 3;

CREATE TABLE provisioning_bulk_row (
    bulk_id uuid NOT NULL REFERENCES provisioning_bulk (id),
    line bigint NOT NULL,
    -- 1 good, 2 wrong, 3 done, 4 failed
    state bigint NOT NULL,
    action text NOT NULL,
    -- the cells as they came, as JSON
    cells text NOT NULL,
    -- what will happen, what is wrong, or what came of it
    outcome text NOT NULL,
    PRIMARY KEY (bulk_id, line)
);

CREATE INDEX provisioning_bulk_row_state ON provisioning_bulk_row (bulk_id, state, line);
