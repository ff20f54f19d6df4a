import type { ExecutionRow } from '../store/execution-row.ts';
import type { ExecutionLinks } from './schemas/execution-detail.ts';

/** Where people reach the pages of other servers of the stack, without a slash at the end; null where there is none. */
export interface StackPages {
  readonly grafana: string | null;
  readonly jaeger: string | null;
}

/** Clocks of hosts differ. */
const LOGS_AROUND_MS = 5 * 60_000;
/** A dashboard shows rates over some minutes: a run of seconds would be a dot. */
const DASHBOARD_AROUND_MS = 30 * 60_000;

/** The same execution elsewhere: its trace, the log lines of that trace, and how its agent or workflow fares around it. */
export function executionLinks({ grafana, jaeger }: StackPages, row: ExecutionRow): ExecutionLinks {
  return {
    trace: jaeger === null ? null : `${jaeger}/trace/${row.trace_id}`,
    logs: grafana === null ? null : grafana + logsPath(row),
    dashboard: grafana === null ? null : grafana + dashboardPath(row),
  };
}

/** Explore, in the form that Grafana's address bar has. */
function logsPath(row: ExecutionRow): string {
  const datasource = { type: 'loki', uid: 'loki' };
  const query = {
    refId: 'A',
    datasource,
    expr: `{service_name=~".+"} | trace_id="${row.trace_id}"`,
    queryType: 'range',
  };
  const panes = {
    logs: { datasource: datasource.uid, queries: [query], range: rangeAround(row, LOGS_AROUND_MS) },
  };
  return `/explore?${queryText({ schemaVersion: '1', orgId: '1', panes: JSON.stringify(panes) })}`;
}

function dashboardPath(row: ExecutionRow): string {
  const [uid, variable] =
    row.kind === 'workflow' ? ['workflow-analytics', 'var-workflow'] : ['agent-performance', 'var-agent'];
  const query = queryText({
    ...rangeAround(row, DASHBOARD_AROUND_MS),
    [variable]: row.name,
    ...(row.environment === null ? {} : { 'var-deployment_environment_name': row.environment }),
  });
  return `/d/${uid}?${query}`;
}

/** Milliseconds, as Grafana takes them; what still runs goes until now. */
function rangeAround(row: ExecutionRow, aroundMs: number): { from: string; to: string } {
  const from = Math.floor(row.started_at / 1000) - aroundMs;
  if (row.ended_at === null) return { from: String(from), to: 'now' };
  const lastUs = Math.max(row.ended_at, row.last_event_at);
  return { from: String(from), to: String(Math.ceil(lastUs / 1000) + aroundMs) };
}

/** With %20 for a blank: not all of Grafana reads a plus as one. */
function queryText(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}
