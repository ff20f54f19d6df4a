-- SQL for the hub's users (EN7, docs/sql.md): one login role a project, which reads these views of its project and nothing
-- else. Whose rows it reads follows from session_user, which no SELECT can change. The role is made by hub/src/sql/sql-role.ts.
CREATE TABLE sql_roles (
  project text PRIMARY KEY,
  role name NOT NULL UNIQUE,
  -- Random. Every hub on this database connects with it, and nobody but the owner of the tables reads it.
  password text NOT NULL
);
--> statement-breakpoint
DO $$ BEGIN
  IF to_regnamespace('observatory_sql') IS NULL THEN CREATE SCHEMA observatory_sql; END IF;
END $$;
--> statement-breakpoint

-- SQLite's date and time functions (https://sqlite.org/lang_datefunc.html). A moment is in milliseconds since 1970 in UTC, null
-- where SQLite gives null: `raw` is a number that may be a Julian day or, by a modifier, seconds since 1970.
CREATE FUNCTION observatory_sql.moment_of_day(year integer, month integer, day integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  -- PostgreSQL has no year 0: before the year 1 is the year -1.
  SELECT (make_date(CASE WHEN year < 1 THEN year - 1 ELSE year END, month, 1) - date '1970-01-01' + day - 1) * 86400000::bigint
$$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.moment_of_time(value text) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  part text[] := regexp_match(value,
    '^(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?\s*(?:([zZ])|([+-])(\d\d):(\d\d))?\s*$');
  seconds double precision;
BEGIN
  IF part IS NULL OR part[1]::integer > 24 OR part[2]::integer > 59 OR part[6]::integer > 14 OR part[7]::integer > 59 THEN
    RETURN NULL;
  END IF;
  seconds := coalesce(part[3], '0')::double precision;
  IF seconds >= 60 THEN RETURN NULL; END IF;
  RETURN part[1]::bigint * 3600000 + part[2]::bigint * 60000 + floor(seconds * 1000 + 0.5)::bigint
    - coalesce((part[5] || '1')::bigint * (part[6]::bigint * 60 + part[7]::bigint) * 60000, 0);
END $$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.moment(raw double precision, given bigint, modifiers text[]) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  -- Of the Julian day 0, and of the end of the year 9999.
  earliest constant bigint := -210866760000000;
  latest constant bigint := 253402300799999;
  day_ms constant bigint := 86400000;
  ms bigint := given;
  beyond integer := 0;
  modifier text;
  part text[];
  at timestamp;
  n double precision;
  unit text;
  y integer; m integer; d integer;
  months integer;
  is_raw boolean := raw IS NOT NULL;
BEGIN
  IF is_raw AND raw >= 0 AND raw < 5373484.5 THEN ms := earliest + floor(raw * day_ms + 0.5)::bigint; END IF;
  FOR i IN 1 .. coalesce(array_length(modifiers, 1), 0) LOOP
    modifier := lower(modifiers[i]);
    IF modifier IS NULL THEN RETURN NULL; END IF;
    IF modifier IN ('unixepoch', 'auto', 'julianday') THEN
      IF NOT is_raw OR i > 1 THEN
        IF modifier = 'auto' AND i = 1 THEN CONTINUE; END IF;
        RETURN NULL;
      END IF;
      IF modifier = 'julianday' OR (modifier = 'auto' AND ms IS NOT NULL) THEN
        IF ms IS NULL THEN RETURN NULL; END IF;
      ELSE
        IF NOT raw BETWEEN -210866760000 AND 253402300799.999 THEN RETURN NULL; END IF;
        ms := floor(raw * 1000 + 210866760000000 + 0.5)::bigint + earliest;
      END IF;
      CONTINUE;
    END IF;
    IF modifier IN ('localtime', 'utc') THEN
      RAISE EXCEPTION 'The modifier "%" is not taken: times are in UTC here, and the hub knows no other time zone.', modifier
        USING ERRCODE = '22023';
    END IF;
    IF modifier IN ('subsec', 'subsecond') THEN CONTINUE; END IF;
    IF ms IS NULL THEN RETURN NULL; END IF;
    IF modifier IN ('floor', 'ceiling') THEN
      IF modifier = 'floor' THEN ms := ms - beyond * day_ms; END IF;
      beyond := 0;
      CONTINUE;
    END IF;
    at := timestamp '1970-01-01' + ms * interval '1 millisecond';
    y := extract(year FROM at);
    IF y < 0 THEN y := y + 1; END IF;
    m := extract(month FROM at);
    d := extract(day FROM at);
    part := regexp_match(modifier, '^weekday\s+(\d+(?:\.0*)?)\s*$');
    IF part IS NOT NULL THEN
      IF part[1]::double precision > 6 THEN RETURN NULL; END IF;
      ms := ms + ((part[1]::double precision::integer - extract(dow FROM at)::integer + 7) % 7) * day_ms;
      CONTINUE;
    END IF;
    part := regexp_match(modifier, '^start of (month|year|day)$');
    IF part IS NOT NULL THEN
      ms := observatory_sql.moment_of_day(y, CASE part[1] WHEN 'year' THEN 1 ELSE m END,
                                          CASE part[1] WHEN 'day' THEN d ELSE 1 END);
      CONTINUE;
    END IF;
    part := regexp_match(modifier, '^([+-])(\d{4,5})-(\d\d)-(\d\d)(?:\s(\d\d:\d\d.*))?$');
    IF part IS NOT NULL THEN
      IF part[3]::integer > 11 OR part[4]::integer > 30 THEN RETURN NULL; END IF;
      months := (part[1] || '1')::integer * (part[2]::integer * 12 + part[3]::integer) + y * 12 + m - 1;
      y := floor(months / 12.0);
      IF y NOT BETWEEN -4712 AND 9999 THEN RETURN NULL; END IF;
      beyond := greatest(0, d - observatory_sql.days_of_month(y, months - y * 12 + 1));
      ms := observatory_sql.moment_of_day(y, months - y * 12 + 1, d) + ms - floor(ms / day_ms::numeric)::bigint * day_ms
        + (part[1] || part[4])::bigint * day_ms;
      IF part[5] IS NOT NULL THEN
        IF observatory_sql.moment_of_time(part[5]) IS NULL THEN RETURN NULL; END IF;
        ms := ms + (part[1] || '1')::bigint * (((observatory_sql.moment_of_time(part[5]) % day_ms) + day_ms) % day_ms);
      END IF;
    ELSIF modifier ~ '^[+-]?\d\d:\d\d' THEN
      IF observatory_sql.moment_of_time(ltrim(modifier, '+-')) IS NULL THEN RETURN NULL; END IF;
      ms := ms + CASE WHEN modifier LIKE '-%' THEN -1 ELSE 1 END
        * (((observatory_sql.moment_of_time(ltrim(modifier, '+-')) % day_ms) + day_ms) % day_ms);
    ELSE
      part := regexp_match(modifier, '^((?:[+-]?\d{1,18}(?:\.\d{0,18})?|[+-]\.\d{1,18})(?:e[+-]?\d{1,2})?)\s*(second|minute|hour|day|month|year)s?$');
      IF part IS NULL THEN RETURN NULL; END IF;
      n := part[1]::double precision;
      unit := part[2];
      IF abs(n) >= (CASE unit WHEN 'second' THEN 4.6427e14 WHEN 'minute' THEN 7.7379e12 WHEN 'hour' THEN 1.2897e11
                             WHEN 'day' THEN 5373485 WHEN 'month' THEN 176546 ELSE 14713 END) THEN RETURN NULL; END IF;
      beyond := 0;
      IF unit IN ('month', 'year') THEN
        months := trunc(n)::integer * CASE unit WHEN 'year' THEN 12 ELSE 1 END + y * 12 + m - 1;
        y := floor(months / 12.0);
        IF y NOT BETWEEN -4712 AND 9999 THEN RETURN NULL; END IF;
        beyond := greatest(0, d - observatory_sql.days_of_month(y, months - y * 12 + 1));
        ms := observatory_sql.moment_of_day(y, months - y * 12 + 1, d) + ms - floor(ms / day_ms::numeric)::bigint * day_ms;
        n := n - trunc(n);
      END IF;
      ms := ms + trunc(n * 1000 * CASE unit WHEN 'second' THEN 1 WHEN 'minute' THEN 60 WHEN 'hour' THEN 3600 WHEN 'day' THEN 86400
                                            WHEN 'month' THEN 2592000 ELSE 31536000 END + CASE WHEN n < 0 THEN -0.5 ELSE 0.5 END)::bigint;
    END IF;
    IF ms NOT BETWEEN earliest AND latest THEN RETURN NULL; END IF;
  END LOOP;
  RETURN CASE WHEN ms BETWEEN earliest AND latest THEN ms END;
END $$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.days_of_month(year integer, month integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN month IN (4, 6, 9, 11) THEN 30 WHEN month <> 2 THEN 31
              WHEN year % 4 = 0 AND (year % 100 <> 0 OR year % 400 = 0) THEN 29 ELSE 28 END
$$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.moment(value text, modifiers text[]) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  part text[];
  ms bigint;
BEGIN
  IF lower(value) IN ('now', 'subsec', 'subsecond') THEN
    RETURN observatory_sql.moment(NULL, floor(extract(epoch FROM now()) * 1000)::bigint, modifiers);
  END IF;
  part := regexp_match(value, '^(-?)(\d{4})-(\d\d)-(\d\d)(?:[\sT]*$|[\sT]+(\d\d:\d\d.*)$)');
  IF part IS NOT NULL THEN
    IF NOT (part[3]::integer BETWEEN 1 AND 12 AND part[4]::integer BETWEEN 1 AND 31) THEN RETURN NULL; END IF;
    IF (part[1] || part[2])::integer < -4712 THEN RETURN NULL; END IF;
    ms := observatory_sql.moment_of_day((part[1] || part[2])::integer, part[3]::integer, part[4]::integer);
    IF part[5] IS NOT NULL THEN ms := ms + observatory_sql.moment_of_time(part[5]); END IF;
    IF ms IS NULL THEN RETURN NULL; END IF;
    RETURN observatory_sql.moment(NULL, ms, modifiers);
  END IF;
  IF value ~ '^\d\d:\d\d' THEN
    -- A time without a day is of the first of 2000.
    ms := 946684800000 + observatory_sql.moment_of_time(value);
    RETURN CASE WHEN ms IS NOT NULL THEN observatory_sql.moment(NULL, ms, modifiers) END;
  END IF;
  IF value ~ '^\s*[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})([eE][+-]?\d{1,2})?\s*$' THEN
    RETURN observatory_sql.moment(value::double precision, NULL, modifiers);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.moment(value timestamptz, modifiers text[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value IS NOT NULL THEN observatory_sql.moment(NULL, floor(extract(epoch FROM value) * 1000)::bigint, modifiers) END
$$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.moment_text(ms bigint, with_ms boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  at timestamp := timestamp '1970-01-01' + ms * interval '1 millisecond';
  y integer := extract(year FROM at);
BEGIN
  IF y < 0 THEN y := y + 1; END IF;
  RETURN CASE WHEN y < 0 THEN '-' ELSE '' END || lpad(abs(y)::text, 4, '0')
    || to_char(at, CASE WHEN with_ms THEN '-MM-DD HH24:MI:SS.MS' ELSE '-MM-DD HH24:MI:SS' END);
END $$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.moment_format(format text, ms bigint, with_ms boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  at timestamp := timestamp '1970-01-01' + ms * interval '1 millisecond';
  whole text := observatory_sql.moment_text(ms, false);
  year text := left(whole, -15);
  hour integer := extract(hour FROM at);
  made text := '';
  sign text;
  i integer := 1;
BEGIN
  IF ms IS NULL OR format IS NULL THEN RETURN NULL; END IF;
  WHILE i <= length(format) LOOP
    sign := substr(format, i, 1);
    i := i + 1;
    IF sign <> '%' THEN made := made || sign; CONTINUE; END IF;
    sign := substr(format, i, 1);
    i := i + 1;
    made := made || CASE sign
      WHEN 'd' THEN to_char(at, 'DD')
      WHEN 'e' THEN lpad(extract(day FROM at)::text, 2)
      WHEN 'f' THEN to_char(at, 'SS.MS')
      WHEN 'F' THEN left(whole, -9)
      WHEN 'G' THEN lpad(extract(isoyear FROM at)::text, 4, '0')
      WHEN 'g' THEN to_char(at, 'IY')
      WHEN 'H' THEN to_char(at, 'HH24')
      WHEN 'I' THEN to_char(at, 'HH12')
      WHEN 'j' THEN to_char(at, 'DDD')
      WHEN 'J' THEN observatory_sql.julianday_of(ms)::text
      WHEN 'k' THEN lpad(hour::text, 2)
      WHEN 'l' THEN lpad(((hour + 11) % 12 + 1)::text, 2)
      WHEN 'm' THEN to_char(at, 'MM')
      WHEN 'M' THEN to_char(at, 'MI')
      WHEN 'p' THEN to_char(at, 'AM')
      WHEN 'P' THEN to_char(at, 'am')
      WHEN 'R' THEN to_char(at, 'HH24:MI')
      WHEN 's' THEN CASE WHEN with_ms THEN round(ms / 1000.0, 3)::text ELSE floor(ms / 1000.0)::bigint::text END
      WHEN 'S' THEN to_char(at, 'SS')
      WHEN 'T' THEN to_char(at, 'HH24:MI:SS')
      WHEN 'u' THEN to_char(at, 'ID')
      WHEN 'w' THEN extract(dow FROM at)::text
      WHEN 'U' THEN lpad(((extract(doy FROM at)::integer + 6 - extract(dow FROM at)::integer) / 7)::text, 2, '0')
      WHEN 'V' THEN to_char(at, 'IW')
      WHEN 'W' THEN lpad(((extract(doy FROM at)::integer + 6 - (extract(isodow FROM at)::integer - 1)) / 7)::text, 2, '0')
      WHEN 'Y' THEN year
      WHEN '%' THEN '%'
    END;
    -- As SQLite: what it does not know makes the whole null.
    IF made IS NULL THEN RETURN NULL; END IF;
  END LOOP;
  RETURN made;
END $$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.julianday_of(ms bigint) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (ms + 210866760000000)::double precision / 86400000
$$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.has_subsec(modifiers text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(lower(modifiers::text)::text[] && ARRAY['subsec', 'subsecond'], false)
$$;
--> statement-breakpoint
-- The functions themselves, each for texts, instants and numbers.
DO $$ DECLARE
  kind text;
  value text;
BEGIN
  FOREACH kind IN ARRAY ARRAY['text', 'timestamptz', 'double precision'] LOOP
    value := CASE kind WHEN 'double precision' THEN 'observatory_sql.moment(value, NULL::bigint, modifiers)'
                       ELSE 'observatory_sql.moment(value, modifiers)' END;
    EXECUTE format('CREATE FUNCTION observatory_sql.datetime(value %s, VARIADIC modifiers text[] DEFAULT ''{}'') RETURNS text
      LANGUAGE sql STABLE PARALLEL SAFE AS $f$ SELECT observatory_sql.moment_text(%s, observatory_sql.has_subsec(modifiers)) $f$', kind, value);
    EXECUTE format('CREATE FUNCTION observatory_sql.date(value %s, VARIADIC modifiers text[] DEFAULT ''{}'') RETURNS text
      LANGUAGE sql STABLE PARALLEL SAFE AS $f$ SELECT left(observatory_sql.moment_text(%s, false), -9) $f$', kind, value);
    EXECUTE format('CREATE FUNCTION observatory_sql.julianday(value %s, VARIADIC modifiers text[] DEFAULT ''{}'') RETURNS double precision
      LANGUAGE sql STABLE PARALLEL SAFE AS $f$ SELECT observatory_sql.julianday_of(%s) $f$', kind, value);
    EXECUTE format('CREATE FUNCTION observatory_sql.unixepoch(value %s, VARIADIC modifiers text[] DEFAULT ''{}'') RETURNS double precision
      LANGUAGE sql STABLE PARALLEL SAFE AS $f$ SELECT CASE WHEN observatory_sql.has_subsec(modifiers) THEN %s / 1000.0 ELSE floor(%s / 1000.0) END $f$', kind, value, value);
    EXECUTE format('CREATE FUNCTION observatory_sql.strftime(format text, value %s, VARIADIC modifiers text[] DEFAULT ''{}'') RETURNS text
      LANGUAGE sql STABLE PARALLEL SAFE AS $f$ SELECT observatory_sql.moment_format(format, %s, observatory_sql.has_subsec(modifiers)) $f$', kind, value);
  END LOOP;
  FOREACH kind IN ARRAY ARRAY['datetime', 'date', 'julianday', 'unixepoch'] LOOP
    EXECUTE format('CREATE FUNCTION observatory_sql.%s() RETURNS %s LANGUAGE sql STABLE PARALLEL SAFE
      AS $f$ SELECT observatory_sql.%s(''now''::text) $f$', kind,
      CASE WHEN kind IN ('datetime', 'date') THEN 'text' ELSE 'double precision' END, kind);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.strftime(format text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT observatory_sql.strftime(format, 'now'::text)
$$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.ifnull(anycompatible, anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce($1, $2)
$$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.iif(boolean, anycompatible, anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN $1 THEN $2 ELSE $3 END
$$;
--> statement-breakpoint
CREATE FUNCTION observatory_sql.instr(text, text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT strpos($1, $2)
$$;
--> statement-breakpoint
-- The value at a path such as $.usage.tokens or $.steps[0].name: a text as it is, anything else as JSON.
CREATE FUNCTION observatory_sql.json_extract(document text, path text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT document::jsonb #>> string_to_array(ltrim(replace(replace(replace(path, '"', ''), '[', '.'), ']', ''), '$.'), '.')
$$;
--> statement-breakpoint

-- datetime() and date() give texts, as SQLite's do; beside an instant they count as one. These are inlined, so that an index or
-- the partitions of the time are used.
DO $$ DECLARE
  entry record;
BEGIN
  FOR entry IN
    SELECT * FROM (VALUES ('=', 'eq', '='), ('<>', 'ne', '<>'), ('<', 'lt', '>'), ('<=', 'le', '>='), ('>', 'gt', '<'), ('>=', 'ge', '<='))
      AS o (sign, name, commutator)
  LOOP
    EXECUTE format('CREATE FUNCTION observatory_sql.instant_%1$s_text(timestamptz, text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      AS $f$ SELECT $1 OPERATOR(pg_catalog.%2$s) $2::timestamptz $f$', entry.name, entry.sign);
    EXECUTE format('CREATE FUNCTION observatory_sql.text_%1$s_instant(text, timestamptz) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
      AS $f$ SELECT $1::timestamptz OPERATOR(pg_catalog.%2$s) $2 $f$', entry.name, entry.sign);
    EXECUTE format('CREATE OPERATOR observatory_sql.%s (LEFTARG = timestamptz, RIGHTARG = text, FUNCTION = observatory_sql.instant_%s_text)',
      entry.sign, entry.name);
    EXECUTE format('CREATE OPERATOR observatory_sql.%s (LEFTARG = text, RIGHTARG = timestamptz, FUNCTION = observatory_sql.text_%s_instant)',
      entry.sign, entry.name);
  END LOOP;
END $$;
--> statement-breakpoint

-- The views. They run with the rights of their owner; security_barrier: what a statement asks for sees a row only when the view
-- has let it through.
CREATE VIEW observatory_sql.events WITH (security_barrier) AS
  SELECT v.cursor AS id,
         v.time AS "timestamp",
         coalesce(CASE WHEN v.attributes->>'observatory.execution.kind' = 'workflow' THEN v.attributes->>'gen_ai.workflow.name'
                       ELSE v.attributes->>'gen_ai.agent.name' END, s.service) AS app,
         v.attributes->>'session.id' AS session_id,
         v.type AS event_type,
         -- What is sealed (migration 0020) reads 'sealed', or is left out.
         CASE WHEN v.sealed_by IS NULL THEN v.message ELSE 'sealed' END AS summary,
         CASE WHEN v.sealed_by IS NULL THEN v.attributes ELSE v.attributes - 'observatory.sealed' END::text AS payload,
         encode(v.trace_id, 'hex') AS trace_id,
         encode(v.span_id, 'hex') AS span_id,
         right(v.attributes->>'observatory.execution.parent_id', 16) AS parent_span_id,
         CASE v.severity WHEN 'warn' THEN 2 WHEN 'error' THEN 3 WHEN 'fatal' THEN 3 ELSE 1 END AS severity,
         -- What no convention names.
         (SELECT coalesce(jsonb_object_agg(tag.key, tag.value), '{}')::text FROM jsonb_each(v.attributes) AS tag
          WHERE v.sealed_by IS NULL AND tag.key !~ '^(gen_ai|observatory|session|user|exception|error|event|log|code)\.') AS tags
  FROM observability_events v
  LEFT JOIN sources s ON s.project = v.project AND s.id = v.source_id
  WHERE v.project = (SELECT r.project FROM sql_roles r WHERE r.role = session_user);
--> statement-breakpoint

-- A row a trace in which an execution ran. The first execution that none of the trace started says what it is; it lasts until the
-- last of these has ended. What belongs to one trace is looked for within a day.
CREATE VIEW observatory_sql.traces WITH (security_barrier) AS
  SELECT ('x' || left(encode(e.trace_id, 'hex'), 13))::bit(52)::bigint AS id,
         encode(e.trace_id, 'hex') AS trace_id,
         e.name AS operation_name,
         e.started_at AS start_time,
         roots.ended_at AS end_time,
         (extract(epoch FROM roots.ended_at - e.started_at) * 1000)::bigint AS duration,
         roots.status,
         e.service AS service_name
  FROM agent_executions e
  CROSS JOIN LATERAL (
    SELECT CASE WHEN count(*) = count(o.ended_at) THEN max(o.ended_at) END AS ended_at,
           CASE WHEN bool_or(o.status = 'running') THEN 'active'
                WHEN bool_or(o.status = 'failed') THEN 'failed'
                WHEN bool_or(o.status = 'cancelled') THEN 'cancelled' ELSE 'completed' END AS status
    FROM agent_executions o
    WHERE o.project = e.project AND o.trace_id = e.trace_id AND o.parent_id IS NULL
      AND o.started_at >= e.started_at AND o.started_at < e.started_at + interval '1 day'
  ) AS roots
  WHERE e.project = (SELECT r.project FROM sql_roles r WHERE r.role = session_user)
    AND e.parent_id IS NULL
    AND NOT EXISTS (
      SELECT FROM agent_executions o
      WHERE o.project = e.project AND o.trace_id = e.trace_id AND o.parent_id IS NULL
        AND o.started_at > e.started_at - interval '1 day' AND (o.started_at, o.id) < (e.started_at, e.id)
    );
--> statement-breakpoint

-- What the other views of docs/sql-views.md show, of one project.
DO $$ BEGIN
  EXECUTE format('CREATE VIEW observatory_sql.executions WITH (security_barrier) AS %s
    WHERE e.project = (SELECT r.project FROM public.sql_roles r WHERE r.role = session_user)', rtrim(pg_get_viewdef('views.executions'::regclass), ';'));
  EXECUTE format('CREATE VIEW observatory_sql.calls WITH (security_barrier) AS %s
    WHERE project = (SELECT r.project FROM public.sql_roles r WHERE r.role = session_user)', rtrim(pg_get_viewdef('views.calls'::regclass), ';'));
  EXECUTE format('CREATE VIEW observatory_sql.evaluations WITH (security_barrier) AS %s
    AND l.project = (SELECT r.project FROM public.sql_roles r WHERE r.role = session_user)', rtrim(pg_get_viewdef('views.evaluations'::regclass), ';'));
END $$;
--> statement-breakpoint
-- Every role may run a new function: these are for those who may enter the schema.
REVOKE ALL ON SCHEMA observatory_sql FROM PUBLIC;
