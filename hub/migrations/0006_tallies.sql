-- What the metrics counted of an execution's own steps, so that they count once however often its trace is folded, by
-- whichever hub. Null in rows of a hub that did not count these.
ALTER TABLE agent_executions ADD COLUMN tallies jsonb;
