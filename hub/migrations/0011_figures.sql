-- Sums of executions and calls by five minutes of their start and by what they are told apart by, so that a day or a month is
-- read at once. Made anew, bucket by bucket, from agent_executions and agent_calls whenever a fold changed something of it.
-- A dimension that a row does not have is ''.
CREATE TABLE agent_figures (
  project text NOT NULL,
  bucket timestamptz NOT NULL,
  -- 'execution', 'model' or 'tool'.
  kind text NOT NULL,
  agent text NOT NULL,
  workflow text NOT NULL,
  service text NOT NULL,
  environment text NOT NULL,
  provider text NOT NULL,
  -- Of the model or tool.
  name text NOT NULL,
  started integer NOT NULL,
  completed integer NOT NULL,
  failed integer NOT NULL,
  cancelled integer NOT NULL,
  -- Of executions: those that no other one started.
  roots integer NOT NULL,
  -- Of what ended.
  duration_ms double precision NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cache_read_tokens bigint NOT NULL,
  cache_write_tokens bigint NOT NULL,
  reasoning_tokens bigint NOT NULL,
  cost_pico bigint NOT NULL,
  -- Calls of models that have tokens and no price.
  unpriced integer NOT NULL
) PARTITION BY RANGE (bucket);
--> statement-breakpoint
CREATE INDEX agent_figures_bucket ON agent_figures (project, bucket);
--> statement-breakpoint
CREATE TABLE agent_figures_default PARTITION OF agent_figures DEFAULT;
--> statement-breakpoint

-- The same by hours, a tenth of the rows: added up from those of five minutes in the transaction that replaces them.
CREATE TABLE agent_figures_hours (LIKE agent_figures) PARTITION BY RANGE (bucket);
--> statement-breakpoint
CREATE INDEX agent_figures_hours_bucket ON agent_figures_hours (project, bucket);
--> statement-breakpoint
CREATE TABLE agent_figures_hours_default PARTITION OF agent_figures_hours DEFAULT;
--> statement-breakpoint
CREATE OR REPLACE VIEW observatory_partitioned AS
  SELECT unnest(ARRAY['spans', 'observability_events', 'logs', 'metric_samples', 'agent_executions',
                      'execution_snapshots', 'execution_heartbeats', 'agent_calls', 'agent_figures',
                      'agent_figures_hours']) AS parent,
         unnest(ARRAY['start_time', 'time', 'time', 'minute', 'started_at', 'started_at', 'started_at', 'started_at', 'bucket',
                      'bucket']) AS key;
--> statement-breakpoint

-- Buckets that a fold changed; written in its transaction.
CREATE TABLE figures_queue (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project text NOT NULL,
  bucket timestamptz NOT NULL
);
--> statement-breakpoint
INSERT INTO figures_queue (project, bucket)
  SELECT DISTINCT project, date_bin('5 minutes', started_at, 'epoch') FROM agent_executions
  UNION
  SELECT DISTINCT project, date_bin('5 minutes', started_at, 'epoch') FROM agent_calls;
--> statement-breakpoint

-- What may be spent: by everything, or by one agent, workflow, user and so on.
CREATE TABLE budgets (
  project text NOT NULL,
  name text NOT NULL,
  -- 'day' or 'month', of UTC.
  period text NOT NULL,
  -- '' for everything, else agent, workflow, provider, model, user, session, service or environment.
  dimension text NOT NULL,
  value text NOT NULL,
  limit_usd double precision NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (project, name)
);
--> statement-breakpoint

-- Few are: advice looks for what was tried again.
CREATE INDEX agent_calls_failed ON agent_calls (project, started_at) WHERE status = 'failed';
