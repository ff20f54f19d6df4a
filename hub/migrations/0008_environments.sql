-- Where an execution ran (`deployment.environment.name` of its service) and in which version. Null where nobody said so,
-- and in rows of a hub that did not read these.
ALTER TABLE agent_executions ADD COLUMN environment text, ADD COLUMN version text;
--> statement-breakpoint

-- What a resource says of its environment, by the attribute's name of today or its older one.
CREATE FUNCTION observatory_environment(resource jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(resource->>'deployment.environment.name', ''), nullif(resource->>'deployment.environment', ''))
$$;
