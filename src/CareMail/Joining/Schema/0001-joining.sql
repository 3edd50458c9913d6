-- Requests to join. What is personal in them is sealed, and erased at the dates in JoiningLimits.
CREATE TABLE joining_application (
    id uuid NOT NULL PRIMARY KEY,
    -- what people say on the telephone: A-7K4M2Q
    reference text NOT NULL UNIQUE,
    -- the secret in the applicant's link, sealed: letters to the applicant hold the link again
    secret bytea NULL,
    state bigint NOT NULL,
    -- grows with every change: who decides on what they did not see is refused
    version bigint NOT NULL,
    route bigint NOT NULL,
    -- the home, as one name for it: its CQC location, else its ODS code
    place text NOT NULL,
    site_code text NULL,
    location_id text NULL,
    home text NOT NULL,
    town text NOT NULL,
    postcode text NOT NULL,
    -- the applicant's address, sealed
    email bytea NULL,
    created bigint NOT NULL,
    expires bigint NOT NULL,
    -- the applicant declares that the headquarters' publication names this home
    declared boolean NOT NULL,
    proof bigint NOT NULL,
    proved bigint NULL,
    -- keyed hash of the one-time code
    code_hash bytea NULL,
    code_until bigint NULL,
    code_tries bigint NOT NULL,
    -- since when a caseworker is to ring the number CQC holds and read a code out
    ring_wanted bigint NULL,
    submitted bigint NULL,
    -- the clock: since when a person has to look
    waiting bigint NULL,
    -- when the contact CQC holds was told of the application
    contact_told bigint NULL,
    settled bigint NULL,
    organisation_id uuid NULL,
    erased bigint NULL
);

CREATE INDEX joining_application_state ON joining_application (state, waiting);

CREATE INDEX joining_application_place ON joining_application (place);

-- The one application of a home that is before us.
CREATE TABLE joining_open (
    place text NOT NULL PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES joining_application (id)
);

-- People named in an application.
CREATE TABLE joining_person (
    id uuid NOT NULL PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES joining_application (id),
    is_owner boolean NOT NULL,
    -- names, personal e-mail, mobile, or the address they have already; sealed
    content bytea NULL,
    -- made or linked on approval
    account_id uuid NULL
);

CREATE INDEX joining_person_application ON joining_person (application_id, id);

CREATE INDEX joining_person_account ON joining_person (account_id);

-- What became of an application, for its page and the caseworker's.
CREATE TABLE joining_event (
    id uuid NOT NULL PRIMARY KEY,
    application_id uuid NOT NULL REFERENCES joining_application (id),
    at bigint NOT NULL,
    kind bigint NOT NULL,
    actor uuid NULL,
    -- words a person wrote to another; erased with the rest
    words text NULL
);

CREATE INDEX joining_event_application ON joining_event (application_id, id);

-- Guesses at contact IDs and codes, and letters asked for; the key is a keyed hash.
CREATE TABLE joining_try (
    key bytea NOT NULL PRIMARY KEY,
    tries bigint NOT NULL,
    window_ends bigint NOT NULL
);

CREATE INDEX joining_try_window ON joining_try (window_ends);

-- Somebody guesses: what a caseworker must know.
CREATE TABLE joining_alarm (
    id uuid NOT NULL PRIMARY KEY,
    place text NOT NULL,
    home text NOT NULL,
    at bigint NOT NULL,
    seen bigint NULL,
    seen_by uuid NULL
);

CREATE INDEX joining_alarm_unseen ON joining_alarm (at) WHERE seen IS NULL;

-- "Ring me": for those whose way in is another one.
CREATE TABLE joining_callback (
    id uuid NOT NULL PRIMARY KEY,
    at bigint NOT NULL,
    topic bigint NOT NULL,
    home text NOT NULL,
    -- name, telephone and words, sealed; erased when it is done
    content bytea NULL,
    done bigint NULL,
    done_by uuid NULL
);

CREATE INDEX joining_callback_open ON joining_callback (at) WHERE done IS NULL;

-- "Tell me when this changes": asked again at every import.
CREATE TABLE joining_watch (
    id uuid NOT NULL PRIMARY KEY,
    place text NOT NULL,
    home text NOT NULL,
    -- sealed; the row goes when the answer has changed or the watch has run out
    email bytea NOT NULL,
    email_hash bytea NOT NULL,
    created bigint NOT NULL,
    UNIQUE (place, email_hash)
);

-- Homes that joined without the toolkit: reminded until the list shows it.
CREATE TABLE joining_chase (
    organisation_id uuid NOT NULL PRIMARY KEY,
    site_code text NOT NULL,
    home text NOT NULL,
    mailbox text NOT NULL,
    reminders bigint NOT NULL,
    due bigint NOT NULL
);
