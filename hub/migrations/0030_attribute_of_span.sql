-- One attribute of a span without putting the others together, which a search asks of every span of a time; and all of them in
-- one go. What a column or a member of `facts` holds, as `span_shapes.columns` names it:
CREATE FUNCTION observatory_held(s spans, name text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE name
    WHEN 'operation' THEN to_jsonb(s.operation)
    WHEN 'label' THEN to_jsonb(s.label)
    WHEN 'provider' THEN to_jsonb(s.provider)
    WHEN 'model' THEN to_jsonb(s.model)
    WHEN 'error_type' THEN to_jsonb(s.error_type)
    WHEN 'execution_id' THEN to_jsonb(encode(s.execution_id, 'hex'))
    WHEN 'input_tokens' THEN to_jsonb(s.input_tokens)
    WHEN 'output_tokens' THEN to_jsonb(s.output_tokens)
    WHEN 'cache_read_tokens' THEN to_jsonb(s.cache_read_tokens)
    WHEN 'cache_write_tokens' THEN to_jsonb(s.cache_write_tokens)
    WHEN 'reasoning_tokens' THEN to_jsonb(s.reasoning_tokens)
    ELSE s.facts->name END
$$;
--> statement-breakpoint
-- PostgreSQL puts this and the one above into the query that asks; `h` is the row of the span's shape, or null.
CREATE FUNCTION observatory_attribute(s spans, h span_shapes, key text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN s.shape IS NULL THEN s.attributes->key
    WHEN key = ANY(h.keys) THEN s.attribute_values::jsonb->(array_position(h.keys, key) - 1)
    WHEN key = ANY(h.column_keys) THEN observatory_held(s, h.columns[array_position(h.column_keys, key)]) END
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
    UNION ALL
    SELECT held.key, observatory_held(s, held.name) FROM unnest(h.column_keys, h.columns) AS held(key, name)) AS given;
  RETURN coalesce(found, '{}');
END $$;
