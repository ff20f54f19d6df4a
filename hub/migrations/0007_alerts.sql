-- The history of alerts, whoever evaluated them (`source`): a row an occurrence. Few rows, which live as long as they are
-- heard of: an alert may fire for longer than a day's partition is kept, so there are none.
CREATE TABLE alerts (
  project text NOT NULL,
  fingerprint text NOT NULL,
  starts_at timestamptz NOT NULL,
  source text NOT NULL,
  name text NOT NULL,
  severity text NOT NULL,
  status text NOT NULL,
  labels jsonb NOT NULL,
  annotations jsonb NOT NULL,
  ends_at timestamptz,
  received_at timestamptz NOT NULL,
  last_notified_at timestamptz NOT NULL,
  generator_url text,
  PRIMARY KEY (project, fingerprint, starts_at)
);
--> statement-breakpoint
CREATE INDEX alerts_newest ON alerts (project, starts_at, fingerprint);
--> statement-breakpoint
CREATE UNIQUE INDEX alerts_firing ON alerts (project, fingerprint) WHERE status = 'firing';
--> statement-breakpoint
CREATE INDEX alerts_heard ON alerts (last_notified_at);
--> statement-breakpoint

ALTER FUNCTION observatory_drop_days_before(date) RENAME TO observatory_drop_partitions_before;
--> statement-breakpoint

-- Drops what is older than the day given, of the tables with a partition a day and of those without.
CREATE FUNCTION observatory_drop_days_before(first_kept date) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM alerts WHERE last_notified_at < first_kept::timestamp AT TIME ZONE 'UTC';
  RETURN observatory_drop_partitions_before(first_kept);
END $$;
