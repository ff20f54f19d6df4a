-- What spans of an agent have in common beside the names of their attributes stands with these: `invoke_agent planner`, `chat
-- gpt-4.1` and what follows from it. The view whole_spans gives spans with all they say; rows that are there stay as they are.
ALTER TABLE span_shapes
  ADD COLUMN name text,
  ADD COLUMN operation text,
  ADD COLUMN label text,
  ADD COLUMN provider text,
  ADD COLUMN model text,
  ADD COLUMN cost_source text;
--> statement-breakpoint
-- Null where the shape has the six.
ALTER TABLE spans ALTER COLUMN name DROP NOT NULL;
--> statement-breakpoint

-- What an entry of `span_shapes.columns` stands for in a span: a column or a member of `facts`, or, as in 0032, one of its own
-- values or a JSON text.
CREATE FUNCTION observatory_held(s spans, h span_shapes, name text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE name
    WHEN 'operation' THEN to_jsonb(coalesce(s.operation, h.operation))
    WHEN 'label' THEN to_jsonb(coalesce(s.label, h.label))
    WHEN 'provider' THEN to_jsonb(coalesce(s.provider, h.provider))
    WHEN 'model' THEN to_jsonb(coalesce(s.model, h.model))
    WHEN 'error_type' THEN to_jsonb(s.error_type)
    WHEN 'execution_id' THEN to_jsonb(encode(s.execution_id, 'hex'))
    WHEN 'input_tokens' THEN to_jsonb(s.input_tokens)
    WHEN 'output_tokens' THEN to_jsonb(s.output_tokens)
    WHEN 'cache_read_tokens' THEN to_jsonb(s.cache_read_tokens)
    WHEN 'cache_write_tokens' THEN to_jsonb(s.cache_write_tokens)
    WHEN 'reasoning_tokens' THEN to_jsonb(s.reasoning_tokens)
    ELSE CASE left(name, 1)
      WHEN '#' THEN s.attribute_values::jsonb->substring(name FROM 2)::integer
      WHEN '"' THEN name::jsonb
      WHEN '[' THEN name::jsonb
      ELSE s.facts->name END END;
END;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION observatory_attribute(s spans, h span_shapes, key text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN s.shape IS NULL THEN s.attributes->key
    WHEN key = ANY(h.keys) THEN s.attribute_values::jsonb->(array_position(h.keys, key) - 1)
    WHEN key = ANY(h.column_keys) THEN observatory_held(s, h, h.columns[array_position(h.column_keys, key)]) END
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION observatory_attributes(s spans) RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  h span_shapes;
  found jsonb;
BEGIN
  IF s.shape IS NULL THEN RETURN s.attributes; END IF;
  SELECT * INTO h FROM span_shapes WHERE project = s.project AND id = s.shape;
  SELECT jsonb_object_agg(given.key, given.value) INTO found FROM (
    SELECT own.key, own.value FROM ROWS FROM (unnest(h.keys), jsonb_array_elements(s.attribute_values::jsonb)) AS own(key, value)
    WHERE own.key IS NOT NULL
    UNION ALL
    SELECT held.key, observatory_held(s, h, held.name) FROM unnest(h.column_keys, h.columns) AS held(key, name)) AS given;
  RETURN coalesce(found, '{}');
END $$;
--> statement-breakpoint

CREATE VIEW whole_spans AS
  SELECT t.project, t.start_time, t.trace_id, t.span_id, t.parent_span_id, t.end_time,
         coalesce(t.name, h.name, '') AS name,
         t.kind, t.status, t.status_message, t.source_id, t.execution_id,
         coalesce(t.operation, h.operation) AS operation,
         coalesce(t.label, h.label) AS label,
         coalesce(t.provider, h.provider) AS provider,
         coalesce(t.model, h.model) AS model,
         t.input_tokens, t.output_tokens, t.cache_read_tokens, t.cache_write_tokens, t.reasoning_tokens, t.cost_pico,
         coalesce(t.cost_source, h.cost_source) AS cost_source,
         t.error_type, t.facts, observatory_attributes(t) AS attributes, t.events, t.links, t.sealed_by
  FROM spans t LEFT JOIN span_shapes h ON h.project = t.project AND h.id = t.shape;
