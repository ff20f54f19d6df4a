-- The project is in every table and key. What grows with time is partitioned by day; see observatory_ensure_days.
-- Ids are bytea: trace ids of 16 bytes, span ids of 8, execution ids of 24 (trace id and span id).

CREATE TABLE projects (
  id text PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now()
);
--> statement-breakpoint
INSERT INTO projects (id) VALUES ('default');
--> statement-breakpoint

-- Who sent: resource and scope, stored once and named by a hash of their content.
CREATE TABLE sources (
  project text NOT NULL,
  id bigint NOT NULL,
  service text NOT NULL,
  scope_name text NOT NULL,
  scope_version text NOT NULL,
  resource jsonb NOT NULL,
  PRIMARY KEY (project, id)
);
--> statement-breakpoint

CREATE TABLE spans (
  project text NOT NULL,
  start_time timestamptz NOT NULL,
  trace_id bytea NOT NULL,
  span_id bytea NOT NULL,
  parent_span_id bytea,
  end_time timestamptz,
  name text NOT NULL,
  kind smallint NOT NULL,
  status smallint NOT NULL,
  status_message text,
  source_id bigint NOT NULL,
  execution_id bytea,
  operation text,
  label text,
  provider text,
  model text,
  input_tokens bigint,
  output_tokens bigint,
  cache_read_tokens bigint,
  cache_write_tokens bigint,
  reasoning_tokens bigint,
  cost_pico bigint,
  cost_source text,
  error_type text,
  facts jsonb,
  attributes jsonb NOT NULL,
  events jsonb,
  links jsonb,
  PRIMARY KEY (project, trace_id, span_id, start_time)
) PARTITION BY RANGE (start_time);
--> statement-breakpoint

CREATE SEQUENCE event_cursor;
--> statement-breakpoint

CREATE TABLE observability_events (
  project text NOT NULL,
  time timestamptz NOT NULL,
  id text NOT NULL,
  cursor bigint NOT NULL,
  type text NOT NULL,
  severity text NOT NULL,
  message text NOT NULL,
  execution_id bytea,
  trace_id bytea,
  span_id bytea,
  step text,
  source_id bigint NOT NULL,
  attributes jsonb NOT NULL,
  PRIMARY KEY (project, time, id)
) PARTITION BY RANGE (time);
--> statement-breakpoint
CREATE INDEX observability_events_trace ON observability_events (trace_id) WHERE trace_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX observability_events_cursor ON observability_events (project, cursor);
--> statement-breakpoint
CREATE INDEX observability_events_execution ON observability_events (execution_id, time) WHERE execution_id IS NOT NULL;
--> statement-breakpoint

CREATE TABLE logs (
  project text NOT NULL,
  time timestamptz NOT NULL,
  id text NOT NULL,
  severity smallint NOT NULL,
  severity_text text NOT NULL,
  body text NOT NULL,
  trace_id bytea,
  span_id bytea,
  source_id bigint NOT NULL,
  attributes jsonb NOT NULL,
  PRIMARY KEY (project, time, id)
) PARTITION BY RANGE (time);
--> statement-breakpoint
CREATE INDEX logs_trace ON logs (trace_id) WHERE trace_id IS NOT NULL;
--> statement-breakpoint

CREATE TABLE metric_series (
  project text NOT NULL,
  id bigint NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  unit text NOT NULL,
  monotonic boolean NOT NULL,
  temporality smallint NOT NULL,
  source_id bigint NOT NULL,
  attributes jsonb NOT NULL,
  PRIMARY KEY (project, id)
);
--> statement-breakpoint
CREATE INDEX metric_series_name ON metric_series (project, name);
--> statement-breakpoint

-- One sample a minute: the newest that arrived for it.
CREATE TABLE metric_samples (
  project text NOT NULL,
  minute timestamptz NOT NULL,
  series_id bigint NOT NULL,
  time timestamptz NOT NULL,
  value double precision,
  count bigint,
  detail jsonb,
  PRIMARY KEY (project, series_id, minute)
) PARTITION BY RANGE (minute);
--> statement-breakpoint

CREATE TABLE agent_executions (
  project text NOT NULL,
  started_at timestamptz NOT NULL,
  id bytea NOT NULL,
  trace_id bytea NOT NULL,
  span_id bytea NOT NULL,
  parent_id bytea,
  kind text NOT NULL,
  name text NOT NULL,
  operation text,
  status text NOT NULL,
  error_type text,
  error_message text,
  ended_at timestamptz,
  last_event_at timestamptz NOT NULL,
  service text NOT NULL,
  user_id text,
  session_id text,
  task_id text,
  conversation_id text,
  workflow_id text,
  step_count integer NOT NULL,
  llm_calls integer NOT NULL,
  tool_calls integer NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cost_pico bigint,
  unpriced_calls integer NOT NULL,
  total jsonb NOT NULL,
  own jsonb NOT NULL,
  marks text[] NOT NULL,
  PRIMARY KEY (project, started_at, id)
) PARTITION BY RANGE (started_at);
--> statement-breakpoint
CREATE INDEX agent_executions_trace ON agent_executions (trace_id);
--> statement-breakpoint
CREATE INDEX agent_executions_name ON agent_executions (project, name, started_at);
--> statement-breakpoint
CREATE INDEX agent_executions_running ON agent_executions (last_event_at) WHERE status = 'running';
--> statement-breakpoint

-- Traces that got new spans or events and wait to be folded into executions; written in the same transaction.
CREATE TABLE fold_queue (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project text NOT NULL,
  trace_id bytea NOT NULL
);
--> statement-breakpoint

CREATE TABLE workflows (
  project text NOT NULL,
  name text NOT NULL,
  definition jsonb,
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  PRIMARY KEY (project, name)
);
--> statement-breakpoint

CREATE TABLE agent_memory (
  project text NOT NULL,
  agent text NOT NULL,
  store_id text NOT NULL,
  record_id text NOT NULL,
  content jsonb,
  execution_id bytea,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (project, agent, store_id, record_id)
);
--> statement-breakpoint

CREATE TABLE execution_snapshots (
  project text NOT NULL,
  started_at timestamptz NOT NULL,
  execution_id bytea NOT NULL,
  sequence integer NOT NULL,
  time timestamptz NOT NULL,
  step text,
  state jsonb NOT NULL,
  PRIMARY KEY (project, started_at, execution_id, sequence)
) PARTITION BY RANGE (started_at);
--> statement-breakpoint

-- Rows whose time is far from now (a wrong clock, an old import) go to the default partitions and stay readable.
CREATE TABLE spans_default PARTITION OF spans DEFAULT;
--> statement-breakpoint
CREATE TABLE observability_events_default PARTITION OF observability_events DEFAULT;
--> statement-breakpoint
CREATE TABLE logs_default PARTITION OF logs DEFAULT;
--> statement-breakpoint
CREATE TABLE metric_samples_default PARTITION OF metric_samples DEFAULT;
--> statement-breakpoint
CREATE TABLE agent_executions_default PARTITION OF agent_executions DEFAULT;
--> statement-breakpoint
CREATE TABLE execution_snapshots_default PARTITION OF execution_snapshots DEFAULT;
--> statement-breakpoint

CREATE VIEW observatory_partitioned AS
  SELECT unnest(ARRAY['spans', 'observability_events', 'logs', 'metric_samples', 'agent_executions', 'execution_snapshots']) AS parent,
         unnest(ARRAY['start_time', 'time', 'time', 'minute', 'started_at', 'started_at']) AS key;
--> statement-breakpoint

-- Makes the partitions of each UTC day from first to last; rows of that day that wait in the default partition
-- (they came with a clock ahead of ours) move over.
CREATE FUNCTION observatory_ensure_days(first_day date, last_day date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  entry record;
  day date;
  child text;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('observatory_partitions'));
  FOR entry IN SELECT parent, key FROM observatory_partitioned LOOP
    day := first_day;
    WHILE day <= last_day LOOP
      child := entry.parent || '_' || to_char(day, 'YYYYMMDD');
      IF to_regclass(child) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child, entry.parent);
        EXECUTE format(
          'WITH moved AS (DELETE FROM %I WHERE %I >= %L AND %I < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
          entry.parent || '_default', entry.key, day::timestamp AT TIME ZONE 'UTC',
          entry.key, (day + 1)::timestamp AT TIME ZONE 'UTC', child);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
          entry.parent, child, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
        made := made + 1;
      END IF;
      day := day + 1;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
--> statement-breakpoint

-- Drops the partitions of the days before the given one and what is older in the default partitions.
CREATE FUNCTION observatory_drop_days_before(first_kept date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  entry record;
  child record;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('observatory_partitions'));
  FOR entry IN SELECT parent, key FROM observatory_partitioned LOOP
    FOR child IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = entry.parent::regclass
        AND c.relname ~ ('^' || entry.parent || '_[0-9]{8}$')
        AND to_date(right(c.relname, 8), 'YYYYMMDD') < first_kept
    LOOP
      EXECUTE format('DROP TABLE %I', child.relname);
      dropped := dropped + 1;
    END LOOP;
    EXECUTE format('DELETE FROM %I WHERE %I < %L',
      entry.parent || '_default', entry.key, first_kept::timestamp AT TIME ZONE 'UTC');
  END LOOP;
  RETURN dropped;
END $$;
