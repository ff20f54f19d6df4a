-- Executions of a workflow by its id, newest first: of rows that have one, in the order in which lists ask. (Of users and
-- sessions: migration 0014; of failures: 0012.) The id does not change with the folds of a trace.
CREATE INDEX agent_executions_workflow_id ON agent_executions (project, workflow_id, started_at)
  WHERE workflow_id IS NOT NULL;
