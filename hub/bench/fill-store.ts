import type pg from 'pg';
import { addUpHours } from '../src/figures/add-up-hours.ts';

export interface Fill {
  readonly executions: number;
  /** Up to now, all alike. */
  readonly days: number;
  /** Whether the spans are stored too: twelve an execution, most of the bytes. */
  readonly spans: boolean;
}

const CALLS = 10;
const CALL_NAME = "CASE k % 2 WHEN 0 THEN model ELSE 'tool-' || k / 2 END";

const SUMS = `count(*), count(*) FILTER (WHERE status = 'completed'), count(*) FILTER (WHERE status = 'failed'),
  count(*) FILTER (WHERE status = 'cancelled')`;
const DURATION_MS = 'sum(extract(epoch FROM ended_at - started_at) * 1000)';
const OF_DAY = `started_at >= (now() AT TIME ZONE 'UTC')::date - $1::int AND started_at < (now() AT TIME ZONE 'UTC')::date - $1::int + 1`;
/** The figures of one day, which the hub's worker would add up too, in a fifth of one connection's time. */
const ADD_UP = `INSERT INTO agent_figures
    (project, bucket, kind, agent, workflow, service, environment, provider, name, started, completed, failed, cancelled,
     roots, duration_ms, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost_pico, unpriced)
  SELECT 'default', date_bin('5 minutes', started_at, 'epoch'), 'execution', name, '', service, 'production', '', '',
         ${SUMS}, count(*), ${DURATION_MS}, 0, 0, 0, 0, 0, 0, 0
  FROM agent_executions WHERE ${OF_DAY} GROUP BY 2, 4, 6
  UNION ALL
  SELECT 'default', date_bin('5 minutes', started_at, 'epoch'), kind, agent, '', service, 'production',
         coalesce(provider, ''), name, ${SUMS}, 0, ${DURATION_MS},
         coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0), 0, 0, 0, coalesce(sum(cost_pico), 0), 0
  FROM whole_calls WHERE ${OF_DAY} GROUP BY 2, 3, 4, 6, 8, 9`;

/**
 * Fills a hub's database with runs of 50 agents: each of five calls of models (one of ten), five of tools (one of
 * five) and twelve spans; 5 % fail with one of twenty messages, 1 % are cancelled; 5,000 users, ten runs a session. Days
 * are full of office hours. Written by SQL, which is some hundred times as quick as sending it.
 */
export async function fillStore(
  client: pg.Client,
  fill: Fill,
  progress: (text: string) => void,
): Promise<void> {
  const perDay = Math.ceil(fill.executions / fill.days);
  await client.query("SET synchronous_commit = off; SET work_mem = '128MB'; SET TimeZone = 'UTC'");
  await client.query(
    `SELECT observatory_ensure_days((now() AT TIME ZONE 'UTC')::date - $1::int, (now() AT TIME ZONE 'UTC')::date + 2)`,
    [fill.days + 1],
  );
  await client.query(
    `INSERT INTO sources (project, id, service, scope_name, scope_version, resource)
     SELECT 'default', 9000 + i, 'service-' || i, 'bench', '1',
            jsonb_build_object('service.name', 'service-' || i, 'deployment.environment.name', 'production')
     FROM generate_series(0, 9) AS i ON CONFLICT DO NOTHING`,
  );
  for (let day = 0; day < fill.days; day += 1) {
    await client.query('DROP TABLE IF EXISTS bench_runs');
    await client.query(
      `CREATE TEMP TABLE bench_runs AS
       SELECT n, started_at, started_at + make_interval(secs => seconds) AS ended_at, seconds,
              decode(md5('trace ' || n), 'hex') AS trace_id, substring(decode(md5('span ' || n), 'hex') FOR 8) AS span_id,
              'agent-' || (n % 50) AS agent, 'service-' || (n % 10) AS service,
              'model-' || (n % 10) AS model, 'provider-' || (n % 3) AS provider,
              CASE WHEN n % 20 = 7 THEN 'failed' WHEN n % 100 = 3 THEN 'cancelled' ELSE 'completed' END AS status
       FROM (SELECT n, exp(2 + 0.8 * sqrt(-2 * ln(1 - r1)) * cos(2 * pi() * r2)) AS seconds,
                    now() - make_interval(days => $1::int)
                      - make_interval(secs => 86400 * (r3 * 0.6 + 0.4 * abs(sin(r3 * 9)))) AS started_at
             FROM (SELECT n, random() AS r1, random() AS r2, random() AS r3
                   FROM generate_series($2::bigint, $3::bigint) AS n) AS chances) AS runs
       -- As they come: some indexes live on it.
       ORDER BY started_at`,
      [day, day * perDay, Math.min(fill.executions, (day + 1) * perDay) - 1],
    );
    await client.query('ANALYZE bench_runs');
    await client.query(
      `INSERT INTO agent_executions
         (project, started_at, id, trace_id, span_id, kind, name, operation, status, error_type, error_message, ended_at,
          last_event_at, service, user_id, session_id, step_count, llm_calls, tool_calls, input_tokens, output_tokens,
          cost_pico, unpriced_calls, total_sums, tally_sums, marks, running_steps, environment, version, error_step, error_fingerprint)
       SELECT 'default', started_at, trace_id || span_id, trace_id, span_id, 'agent', agent, 'answer', status,
              CASE status WHEN 'failed' THEN 'Error' || n % 7 END,
              CASE status WHEN 'failed' THEN 'request ' || n || ' to shelf ' || n / 20 % 20 || ' failed' END,
              ended_at, ended_at, service, 'user-' || n % 5000, 'session-' || n / 10, ${CALLS}, 5, 5, 6000, 900,
              26000000000, 0, json_build_array(5, json_build_array(provider, model, 5, 6000, 900, 0, 0, 0, 26000000000, 0)), '[]', '{}', 0, 'production', '1.' || n / 100000,
              CASE status WHEN 'failed' THEN 'tool-4' END, CASE status WHEN 'failed' THEN decode(md5('Error' || n % 7), 'hex') END
       FROM bench_runs`,
    );
    // An id is any: that of the hub is a hash of the same.
    await client.query(
      `INSERT INTO call_series (project, id, agent, service, environment, kind, name, provider)
       SELECT DISTINCT 'default', hashtextextended(concat_ws(' ', agent, provider, k % 2, ${CALL_NAME}), 0), agent, service, 'production',
              CASE k % 2 WHEN 0 THEN 'model' ELSE 'tool' END, ${CALL_NAME}, CASE k % 2 WHEN 0 THEN provider END
       FROM bench_runs, generate_series(0, ${CALLS - 1}) AS k ON CONFLICT DO NOTHING`,
    );
    await client.query(
      `INSERT INTO agent_calls
         (project, started_at, trace_id, span_id, execution_id, series_id, status, error_type, ended_at, input_tokens,
          output_tokens, cost_pico)
       SELECT 'default', started_at + make_interval(secs => seconds * k / 11), trace_id,
              substring(decode(md5('span ' || n || ' ' || k), 'hex') FOR 8), span_id,
              hashtextextended(concat_ws(' ', agent, provider, k % 2, ${CALL_NAME}), 0),
              CASE WHEN status = 'failed' AND k = 9 THEN 'failed' END,
              CASE WHEN status = 'failed' AND k = 9 THEN 'Error' || n % 7 END,
              started_at + make_interval(secs => seconds * (k + 1) / 11),
              CASE k % 2 WHEN 0 THEN 1200 END, CASE k % 2 WHEN 0 THEN 180 END, CASE k % 2 WHEN 0 THEN 5200000000 END
       FROM bench_runs, generate_series(0, ${CALLS - 1}) AS k`,
    );
    await client.query(
      `INSERT INTO observability_events
         (project, time, id, cursor, type, severity, message, execution_id, trace_id, span_id, source_id, attributes)
       SELECT 'default', CASE k WHEN 0 THEN started_at ELSE ended_at END, 'bench ' || n || ' ' || k, nextval('event_cursor'),
              CASE k WHEN 0 THEN 'execution_start' ELSE 'execution_end' END, 'info', agent || CASE k WHEN 0 THEN ' began' ELSE ' ended' END,
              trace_id || span_id, trace_id, span_id, 9000 + n % 10, jsonb_build_object('gen_ai.agent.name', agent)
       FROM bench_runs, generate_series(0, 1) AS k`,
    );
    if (fill.spans) {
      await client.query(
        `INSERT INTO spans
           (project, start_time, trace_id, span_id, parent_span_id, end_time, name, kind, status, source_id, execution_id,
            operation, label, provider, model, input_tokens, output_tokens, cost_pico, cost_source, facts, attributes)
         SELECT 'default', started_at + make_interval(secs => greatest(0, seconds * k / 11)), trace_id,
                CASE k WHEN -1 THEN span_id ELSE substring(decode(md5('span ' || n || ' ' || k), 'hex') FOR 8) END,
                CASE k WHEN -1 THEN NULL ELSE span_id END,
                CASE k WHEN -1 THEN ended_at ELSE started_at + make_interval(secs => seconds * (k + 1) / 11) END,
                CASE WHEN k = -1 THEN 'invoke_agent ' || agent WHEN k = 10 THEN 'GET /shelf' WHEN k % 2 = 0 THEN 'chat ' || model
                     ELSE 'execute_tool tool-' || k / 2 END,
                CASE WHEN k % 2 = 0 THEN 3 ELSE 1 END, CASE WHEN status = 'failed' AND k IN (-1, 9) THEN 2 ELSE 0 END, 9000 + n % 10,
                CASE k WHEN -1 THEN trace_id || span_id END,
                CASE WHEN k = -1 THEN 'invoke_agent' WHEN k = 10 THEN NULL WHEN k % 2 = 0 THEN 'chat' ELSE 'execute_tool' END,
                CASE WHEN k = -1 THEN agent WHEN k = 10 THEN NULL WHEN k % 2 = 0 THEN model ELSE 'tool-' || k / 2 END,
                CASE WHEN k % 2 = 0 AND k < 10 THEN provider END, CASE WHEN k % 2 = 0 AND k < 10 THEN model END,
                CASE WHEN k % 2 = 0 AND k < 10 THEN 1200 END, CASE WHEN k % 2 = 0 AND k < 10 THEN 180 END,
                CASE WHEN k % 2 = 0 AND k < 10 THEN 5200000000 END, CASE WHEN k % 2 = 0 AND k < 10 THEN 'table' END,
                CASE k WHEN -1 THEN jsonb_build_object('executionKind', 'agent', 'userId', 'user-' || n % 5000, 'sessionId', 'session-' || n / 10) END,
                jsonb_build_object('app.tenant', 'tenant-' || n % 100, 'app.step', k)
         FROM bench_runs, generate_series(-1, ${CALLS}) AS k`,
      );
    }
    progress(`day ${day + 1} of ${fill.days}`);
  }
  await client.query(
    `INSERT INTO logs (project, time, id, severity, severity_text, body, trace_id, span_id, source_id, attributes)
     SELECT project, ended_at, 'bench ' || encode(id, 'hex'), 9, 'INFO', '', trace_id, span_id, 9000,
            jsonb_build_object('event.name', 'gen_ai.evaluation.result', 'gen_ai.evaluation.name', 'helpfulness',
                               'gen_ai.evaluation.score.value', round(random()::numeric, 2))
     FROM agent_executions WHERE get_byte(span_id, 0) < 3 AND ended_at IS NOT NULL`,
  );
  await client.query('DROP TABLE IF EXISTS bench_runs');
  for (let day = 0; day <= fill.days + 1; day += 1) await client.query(ADD_UP, [day]);
  await client.query('DELETE FROM agent_figures_hours');
  await client.query(addUpHours('true'));
  progress('collecting statistics');
  await client.query(
    'VACUUM (ANALYZE) agent_executions, agent_calls, agent_figures, agent_figures_hours, spans, observability_events, logs',
  );
}
