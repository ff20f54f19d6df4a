-- When a process last said that it runs an execution. Apart from agent_executions, whose rows the fold makes anew: a
-- heartbeat may come before anything else of its execution.
CREATE TABLE execution_heartbeats (
  project text NOT NULL,
  started_at timestamptz NOT NULL,
  trace_id bytea NOT NULL,
  span_id bytea NOT NULL,
  heard_at timestamptz NOT NULL,
  PRIMARY KEY (project, trace_id, span_id, started_at)
) PARTITION BY RANGE (started_at);
--> statement-breakpoint
CREATE TABLE execution_heartbeats_default PARTITION OF execution_heartbeats DEFAULT;
--> statement-breakpoint
CREATE OR REPLACE VIEW observatory_partitioned AS
  SELECT unnest(ARRAY['spans', 'observability_events', 'logs', 'metric_samples', 'agent_executions',
                      'execution_snapshots', 'execution_heartbeats']) AS parent,
         unnest(ARRAY['start_time', 'time', 'time', 'minute', 'started_at', 'started_at', 'started_at']) AS key;
