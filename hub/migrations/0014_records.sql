-- Whose runs they are: of users, of sessions, and of conversations where no session is said. With when they were last active,
-- so that a page of them is found without the rows.
CREATE INDEX agent_executions_user ON agent_executions (project, user_id, started_at) INCLUDE (last_event_at)
  WHERE user_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX agent_executions_session ON agent_executions (project, session_id, started_at) INCLUDE (last_event_at)
  WHERE session_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX agent_executions_conversation ON agent_executions (project, conversation_id, started_at) INCLUDE (last_event_at)
  WHERE session_id IS NULL AND conversation_id IS NOT NULL;
--> statement-breakpoint

-- When a record was deleted: the row stays, without its content, so that what is told late of an earlier time does not bring it
-- back. A record_id of '' is the whole store.
ALTER TABLE agent_memory ADD COLUMN deleted_at timestamptz;
--> statement-breakpoint
ALTER TABLE agent_memory ADD COLUMN metadata jsonb;
--> statement-breakpoint
CREATE INDEX agent_memory_changed ON agent_memory (project, updated_at);
--> statement-breakpoint

-- Null where it was defined and has never run.
ALTER TABLE workflows ALTER COLUMN first_seen_at DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE workflows ALTER COLUMN last_seen_at DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE workflows ADD COLUMN defined_at timestamptz;
--> statement-breakpoint

CREATE OR REPLACE FUNCTION observatory_drop_days_before(first_kept date) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM alerts WHERE last_notified_at < first_kept::timestamp AT TIME ZONE 'UTC';
  DELETE FROM agent_memory WHERE updated_at < first_kept::timestamp AT TIME ZONE 'UTC';
  -- A definition that somebody gave stays.
  DELETE FROM workflows WHERE last_seen_at < first_kept::timestamp AT TIME ZONE 'UTC' AND definition IS NULL;
  RETURN observatory_drop_partitions_before(first_kept);
END $$;
