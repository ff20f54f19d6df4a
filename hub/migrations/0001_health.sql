-- Steps of a running execution that run now (IA6); the fold fills it in with the next span or event.
ALTER TABLE agent_executions ADD COLUMN running_steps integer NOT NULL DEFAULT 0;
--> statement-breakpoint
-- Health asks for what ended within a stretch of time, and counts all by kind, name and status: both from this index.
CREATE INDEX agent_executions_ended ON agent_executions (project, ended_at)
  INCLUDE (started_at, status, kind, name);
