-- An organisation's own brake, where it differs from the service's; all three or none.
ALTER TABLE provisioning_feed ADD COLUMN brake_people bigint;

ALTER TABLE provisioning_feed ADD COLUMN brake_percent bigint;

ALTER TABLE provisioning_feed ADD COLUMN brake_least bigint;
