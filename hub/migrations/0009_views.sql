-- The calls of models and tools, one row each, as the fold counts them: what two instrumentations report of one call is one
-- row. Narrow, so that a day of them is read at once.
CREATE TABLE agent_calls (
  project text NOT NULL,
  started_at timestamptz NOT NULL,
  trace_id bytea NOT NULL,
  span_id bytea NOT NULL,
  execution_id bytea NOT NULL,
  agent text,
  workflow text,
  service text NOT NULL,
  environment text,
  kind text NOT NULL,
  name text NOT NULL,
  provider text,
  status text NOT NULL,
  error_type text,
  ended_at timestamptz,
  input_tokens bigint,
  output_tokens bigint,
  cache_read_tokens bigint,
  cache_write_tokens bigint,
  reasoning_tokens bigint,
  cost_pico bigint,
  PRIMARY KEY (project, trace_id, span_id, started_at)
) PARTITION BY RANGE (started_at);
--> statement-breakpoint
-- They come nearly in the order of their time, for which this is a thousandth of the size of another index.
CREATE INDEX agent_calls_time ON agent_calls USING brin (started_at) WITH (pages_per_range = 32, autosummarize = on);
--> statement-breakpoint
CREATE TABLE agent_calls_default PARTITION OF agent_calls DEFAULT;
--> statement-breakpoint
CREATE OR REPLACE VIEW observatory_partitioned AS
  SELECT unnest(ARRAY['spans', 'observability_events', 'logs', 'metric_samples', 'agent_executions',
                      'execution_snapshots', 'execution_heartbeats', 'agent_calls']) AS parent,
         unnest(ARRAY['start_time', 'time', 'time', 'minute', 'started_at', 'started_at', 'started_at', 'started_at']) AS key;
--> statement-breakpoint
-- The calls of the last day of an earlier hub; what is older has none.
INSERT INTO fold_queue (project, trace_id)
  SELECT DISTINCT project, trace_id FROM agent_executions WHERE started_at > now() - interval '1 day';
--> statement-breakpoint
CREATE INDEX logs_judgements ON logs (project, time) WHERE attributes->>'event.name' = 'gen_ai.evaluation.result';
--> statement-breakpoint

-- What other tools read: docs/sql-views.md. They run with the rights of their owner, so that a reader needs none on the
-- tables; security_barrier: what a reader asks for sees a row only when the view has let it through.
DO $$ BEGIN
  IF to_regnamespace('views') IS NULL THEN CREATE SCHEMA views; END IF;
END $$;
--> statement-breakpoint

CREATE VIEW views.executions WITH (security_barrier) AS
  SELECT encode(e.id, 'hex') AS id,
         encode(e.trace_id, 'hex') AS trace_id,
         encode(e.span_id, 'hex') AS span_id,
         encode(e.parent_id, 'hex') AS parent_id,
         e.kind, e.name, e.operation, e.status, e.error_type, e.error_message, e.service, e.environment, e.version,
         e.user_id, e.session_id, e.conversation_id, e.task_id, e.workflow_id, e.started_at, e.ended_at,
         extract(epoch FROM e.ended_at - e.started_at)::double precision AS duration_seconds,
         e.step_count,
         own.llm_calls,
         (e.own->'toolCalls')::integer AS tool_calls,
         own.input_tokens, own.output_tokens,
         own.cost_pico::double precision / 1e12 AS cost_usd,
         own.unpriced_calls
  FROM agent_executions e
  LEFT JOIN LATERAL (
    SELECT coalesce(sum((model->'calls')::integer), 0)::integer AS llm_calls,
           coalesce(sum((model->'usage'->'input')::bigint), 0)::bigint AS input_tokens,
           coalesce(sum((model->'usage'->'output')::bigint), 0)::bigint AS output_tokens,
           sum((model->>'costPico')::bigint) AS cost_pico,
           coalesce(sum((model->'unpriced')::integer), 0)::integer AS unpriced_calls
    FROM jsonb_array_elements(e.own->'models') AS model
  ) AS own ON true;
--> statement-breakpoint

CREATE VIEW views.calls WITH (security_barrier) AS
  SELECT started_at,
         encode(trace_id, 'hex') AS trace_id,
         encode(span_id, 'hex') AS span_id,
         encode(execution_id, 'hex') AS execution_id,
         agent, workflow, kind, name, provider, status, error_type,
         extract(epoch FROM ended_at - started_at)::double precision AS duration_seconds,
         input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
         cost_pico::double precision / 1e12 AS cost_usd,
         service, environment
  FROM agent_calls;
--> statement-breakpoint

-- An evaluation is of the execution that its span is or is a call of, else of the one that it names, else of the first of
-- its trace.
CREATE VIEW views.evaluations WITH (security_barrier) AS
  SELECT l.time,
         encode(l.trace_id, 'hex') AS trace_id,
         encode(e.id, 'hex') AS execution_id,
         e.agent,
         coalesce(e.environment, observatory_environment(s.resource)) AS environment,
         l.attributes->>'gen_ai.evaluation.name' AS name,
         CASE WHEN jsonb_typeof(l.attributes->'gen_ai.evaluation.score.value') = 'number'
              THEN (l.attributes->'gen_ai.evaluation.score.value')::double precision END AS score,
         l.attributes->>'gen_ai.evaluation.score.label' AS label
  FROM logs l
  LEFT JOIN sources s ON s.project = l.project AND s.id = l.source_id
  LEFT JOIN LATERAL (
    SELECT e.id, CASE e.kind WHEN 'agent' THEN e.name END AS agent, e.environment
    FROM agent_executions e
    WHERE e.project = l.project AND e.trace_id = l.trace_id
    ORDER BY e.span_id = l.span_id DESC,
             e.id = (SELECT c.execution_id FROM agent_calls c
                     WHERE c.project = l.project AND c.trace_id = l.trace_id AND c.span_id = l.span_id LIMIT 1) DESC NULLS LAST,
             encode(e.id, 'hex') = l.attributes->>'observatory.execution.id' DESC NULLS LAST,
             e.parent_id IS NULL DESC, e.started_at
    LIMIT 1
  ) AS e ON true
  WHERE l.attributes->>'event.name' = 'gen_ai.evaluation.result';
--> statement-breakpoint

-- The agent is looked up for each row, and only where it is asked for: an execution that began more than a week before has none.
CREATE VIEW views.events WITH (security_barrier) AS
  SELECT v.time, v.id, v.type, v.severity, v.message,
         encode(v.execution_id, 'hex') AS execution_id,
         encode(v.trace_id, 'hex') AS trace_id,
         v.step,
         (SELECT e.name FROM agent_executions e
          WHERE e.project = v.project AND e.trace_id = v.trace_id AND e.id = v.execution_id AND e.kind = 'agent'
            AND e.started_at > v.time - interval '7 days' AND e.started_at < v.time + interval '1 day'
          LIMIT 1) AS agent,
         s.service,
         observatory_environment(s.resource) AS environment
  FROM observability_events v
  LEFT JOIN sources s ON s.project = v.project AND s.id = v.source_id;
--> statement-breakpoint

CREATE VIEW views.alerts WITH (security_barrier) AS
  SELECT fingerprint, source, name, severity, status, starts_at, ends_at,
         labels->>'agent' AS agent, labels->>'workflow' AS workflow,
         coalesce(labels->>'service_name', labels->>'service') AS service,
         labels, annotations->>'summary' AS summary
  FROM alerts;
--> statement-breakpoint

-- Every role may run a new function. These are the hub's.
DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['observatory_ensure_days(date, date)', 'observatory_drop_days_before(date)',
                              'observatory_drop_partitions_before(date)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
  END LOOP;
END $$;
