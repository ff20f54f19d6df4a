-- Why an execution failed, as the fold finds it: the innermost step that failed, and what failures of one cause share.
-- Null in rows that did not fail, and in those of hubs that did not look for it yet.
ALTER TABLE agent_executions
  ADD COLUMN error_step text,
  ADD COLUMN error_fingerprint bytea,
  -- {execution?, type, message} where the cause is not the row's own error: of which execution within it, and what.
  ADD COLUMN error_cause jsonb;
--> statement-breakpoint
-- What failed within a stretch of time.
CREATE INDEX agent_executions_failed ON agent_executions (project, ended_at) WHERE status = 'failed';
--> statement-breakpoint
-- One cause over all that is kept: when it was first and last seen.
CREATE INDEX agent_executions_fingerprint ON agent_executions (project, error_fingerprint, ended_at)
  WHERE error_fingerprint IS NOT NULL;
--> statement-breakpoint
INSERT INTO fold_queue (project, trace_id)
  SELECT DISTINCT project, trace_id FROM agent_executions
  WHERE status = 'failed' AND started_at > now() - interval '1 day';
--> statement-breakpoint

-- The health that was told last, so that of several hubs one tells of a change, and a restart tells nothing twice.
CREATE TABLE health_states (
  project text PRIMARY KEY,
  status text NOT NULL,
  score integer NOT NULL,
  since timestamptz NOT NULL,
  -- A status that has yet to last before it is told.
  next_status text,
  next_since timestamptz,
  checked_at timestamptz NOT NULL
);
