-- What is taken out of texts before they are stored, beside the rules that every hub has.
CREATE TABLE redaction_rules (
  project text NOT NULL,
  name text NOT NULL,
  -- Syntax of RE2.
  pattern text NOT NULL,
  replacement text NOT NULL,
  -- span, event, log, alert; null for all of them.
  kinds text[],
  -- Names of attributes; null for all texts.
  keys text[],
  enabled boolean NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (project, name)
);
--> statement-breakpoint

-- One row. `version` grows with every change of the rules above and of what is erased, so that hubs know when to read anew;
-- `key` is of the hashes of user ids.
CREATE TABLE privacy_state (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  version bigint NOT NULL DEFAULT 0,
  key bytea NOT NULL
);
--> statement-breakpoint
-- Two random UUIDs: 244 bits, without an extension.
INSERT INTO privacy_state (key) VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
--> statement-breakpoint

-- Erasures of users, done and under way.
CREATE TABLE erasures (
  id uuid PRIMARY KEY,
  project text NOT NULL,
  -- HMAC-SHA256 of the user id.
  user_hash bytea NOT NULL,
  -- Null once it is done.
  user_id text,
  -- collecting, deleting, checking, done.
  state text NOT NULL,
  counts jsonb NOT NULL,
  -- What the other stores said.
  loki jsonb,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  -- When what is to be deleted was known: from then on no hub takes it in again.
  collected_at timestamptz,
  finished_at timestamptz
);
--> statement-breakpoint
CREATE INDEX erasures_newest ON erasures (project, requested_at, id);
--> statement-breakpoint
CREATE UNIQUE INDEX erasures_running ON erasures (project, user_hash) WHERE finished_at IS NULL;
--> statement-breakpoint

-- What was erased and what is to be: records of these traces that come late are not stored.
CREATE TABLE erased_traces (
  project text NOT NULL,
  trace_id bytea NOT NULL,
  erasure_id uuid NOT NULL,
  -- All of the trace, else only these spans and executions of it.
  is_whole boolean NOT NULL,
  span_ids bytea[] NOT NULL,
  execution_ids bytea[] NOT NULL,
  -- Null while it is to be deleted.
  deleted_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (project, trace_id)
);
--> statement-breakpoint
CREATE INDEX erased_traces_waiting ON erased_traces (erasure_id) WHERE deleted_at IS NULL;
--> statement-breakpoint

-- Drops the partitions of one table of the days before the given one, and what is older in its default partition. Returns the
-- days dropped. Of events, it notes the cursors that go.
CREATE FUNCTION observatory_drop_table_days(parent_table text, first_kept date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  entry record;
  child record;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('observatory_partitions'));
  FOR entry IN SELECT parent, key FROM observatory_partitioned WHERE parent = parent_table LOOP
    FOR child IN
      SELECT c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') AS day
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = entry.parent::regclass
        AND c.relname ~ ('^' || entry.parent || '_[0-9]{8}$')
        AND to_date(right(c.relname, 8), 'YYYYMMDD') < first_kept
    LOOP
      IF entry.parent = 'observability_events' THEN
        EXECUTE format(
          'INSERT INTO dropped_events (project, day, first_cursor, last_cursor)
           SELECT p.id, %L::date, e.first_cursor, e.last_cursor
           FROM projects p,
                LATERAL (SELECT min(cursor) AS first_cursor, max(cursor) AS last_cursor FROM %I WHERE project = p.id) AS e
           WHERE e.first_cursor IS NOT NULL
           ON CONFLICT (project, day) DO UPDATE
           SET first_cursor = least(dropped_events.first_cursor, excluded.first_cursor),
               last_cursor = greatest(dropped_events.last_cursor, excluded.last_cursor)', child.day, child.relname);
      END IF;
      EXECUTE format('DROP TABLE %I', child.relname);
      dropped := dropped + 1;
    END LOOP;
    EXECUTE format('DELETE FROM %I WHERE %I < %L',
      entry.parent || '_default', entry.key, first_kept::timestamp AT TIME ZONE 'UTC');
  END LOOP;
  RETURN dropped;
END $$;
--> statement-breakpoint

-- Drops what is older than the day given, of the tables without a partition a day.
CREATE FUNCTION observatory_drop_rows_older(first_kept date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first_kept_at timestamptz := first_kept::timestamp AT TIME ZONE 'UTC';
BEGIN
  DELETE FROM alerts WHERE last_notified_at < first_kept_at;
  DELETE FROM agent_memory WHERE updated_at < first_kept_at;
  -- A definition that somebody gave stays.
  DELETE FROM workflows WHERE last_seen_at < first_kept_at AND definition IS NULL;
  -- Later than anybody comes back.
  DELETE FROM dropped_events WHERE day < first_kept - 400;
  DELETE FROM erased_traces WHERE created_at < first_kept_at AND deleted_at IS NOT NULL;
END $$;
--> statement-breakpoint

-- Drops whole days before the one given, of all tables: where the database is too large.
CREATE OR REPLACE FUNCTION observatory_drop_days_before(first_kept date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  entry record;
  dropped integer := 0;
BEGIN
  PERFORM observatory_drop_rows_older(first_kept);
  FOR entry IN SELECT parent FROM observatory_partitioned LOOP
    dropped := dropped + observatory_drop_table_days(entry.parent, first_kept);
  END LOOP;
  RETURN dropped;
END $$;
--> statement-breakpoint
DROP FUNCTION observatory_drop_rows_before(date);
--> statement-breakpoint
DROP FUNCTION observatory_drop_partitions_before(date);
--> statement-breakpoint
DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['observatory_drop_days_before(date)', 'observatory_drop_rows_older(date)',
                              'observatory_drop_table_days(text, date)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
  END LOOP;
END $$;
