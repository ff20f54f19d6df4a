-- Spans in less room. What a span's attributes are called is stored once, as a shape, and not in each row; what another column
-- holds, the attributes do not hold again. Rows of earlier hubs keep theirs in `attributes`. See store/span-shapes.ts.
CREATE TABLE span_shapes (
  project text NOT NULL,
  -- A hash of its content.
  id bigint NOT NULL,
  -- The attributes whose values are in spans.attribute_values, in their order.
  keys text[] NOT NULL,
  -- The attributes that a column holds, or a member of `facts`; which one is at the same place of `columns`.
  column_keys text[] NOT NULL,
  columns text[] NOT NULL,
  PRIMARY KEY (project, id)
);
--> statement-breakpoint
-- `attribute_values` is a JSON array as text, which takes less room than jsonb, and nothing looks into it in place.
ALTER TABLE spans ALTER COLUMN attributes DROP NOT NULL, ADD COLUMN shape bigint, ADD COLUMN attribute_values text;
--> statement-breakpoint

-- A span that comes again is taken out by the fold, which reads its trace anyway. An index that need not be unique names each
-- trace once: it is a sixth as large, so that storing stays quick when the day is full.
ALTER TABLE spans DROP CONSTRAINT spans_pkey;
--> statement-breakpoint
CREATE INDEX spans_trace ON spans (project, trace_id);
--> statement-breakpoint

-- The attributes of a span, wherever they stand.
CREATE FUNCTION observatory_attributes(s spans) RETURNS jsonb LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  found jsonb;
BEGIN
  IF s.shape IS NULL THEN RETURN s.attributes; END IF;
  SELECT coalesce((SELECT jsonb_object_agg(given.key, given.value)
                   FROM ROWS FROM (unnest(h.keys), jsonb_array_elements(s.attribute_values::jsonb)) AS given(key, value)), '{}')
      || coalesce((SELECT jsonb_object_agg(held.key, CASE held.name
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
                     ELSE s.facts->held.name END)
                   FROM unnest(h.column_keys, h.columns) AS held(key, name)), '{}')
    INTO found FROM span_shapes h WHERE h.project = s.project AND h.id = s.shape;
  RETURN coalesce(found, '{}');
END $$;
