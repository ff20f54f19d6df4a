import { counted } from '../lib/counted.ts';
import { formatExactCount as count } from '../lib/format-number.ts';

/** Words of the page of SQL. */
export const queryTexts = {
  title: 'Query',
  editor: 'SQL',
  placeholder: 'SELECT … FROM executions, calls, evaluations, events, alerts, traces',
  run: 'Run',
  runTitle: 'Run (Ctrl Enter)',
  stop: 'Stop',
  leave: 'What you wrote was not run, and is lost when you leave.',
  running: 'Running',
  stopped: 'Stopped. The hub has ended it too.',
  rows: (rows: number, ms: string) => `${counted(rows, 'row', 'rows')} in ${ms}`,
  truncated: (rows: number) =>
    `There is more than these ${count(rows)} rows: aggregate, narrow the time, or raise MAX_EVENTS_PER_QUERY.`,
  noRows: 'The query ran and found no row. Is the time it asks for right? Times are in UTC.',
  result: 'Result',
  tabs: { table: 'Table', chart: 'Chart' },
  tableLabel: 'Rows of the answer',
  empty: 'null',
  chart: {
    x: 'Along the axis',
    y: 'Values',
    form: 'As',
    forms: { line: 'Lines', bars: 'Bars' },
    none: 'There is no column of figures to draw. Select one, such as count(*) or sum(cost_usd).',
    summary: (y: string, x: string) => `${y} by ${x}`,
    more: (names: number) => `and ${count(names)} more, which the table has`,
  },
  exportCsv: 'CSV',
  exportJson: 'JSON',
  link: 'Copy link',
  problem: 'The query could not be run',
  atPlace: (line: number, column: number) => `Line ${line}, character ${column}`,
  hints: {
    OBS_SQL_REFUSED: 'One SELECT over the views below is all that is allowed here.',
    OBS_SQL_UNAVAILABLE:
      'The hub could not make the role that reads. Its log says what an administrator must run.',
    OBS_QUERY_TOO_WIDE: 'Narrow the time (started_at, timestamp, start_time), or aggregate more.',
    OBS_BUSY: 'Others ask at the moment. Try again in a few seconds.',
  } as Readonly<Record<string, string>>,
  side: {
    examples: 'Examples',
    history: 'Your queries in this browser',
    noHistory: 'What you run is kept here, in this browser alone, as text without answers.',
    forget: 'Forget all',
    views: 'Views and columns',
    viewsNote:
      'One SELECT at a time; PostgreSQL’s SQL, with SQLite’s date functions. docs/sql.md has all of it.',
  },
  examples: [
    {
      title: 'Cost and calls of each model today',
      sql: `SELECT name AS model, count(*) AS calls, sum(cost_usd) AS dollars
FROM calls
WHERE kind = 'model' AND started_at >= date_trunc('day', now())
GROUP BY name
ORDER BY dollars DESC NULLS LAST`,
    },
    {
      title: 'Runs and failures by minute in the last hour',
      sql: `SELECT date_trunc('minute', started_at) AS minute,
  count(*) AS runs,
  count(*) FILTER (WHERE status = 'failed') AS failed
FROM executions
WHERE started_at > now() - interval '1 hour'
GROUP BY 1
ORDER BY 1`,
    },
    {
      title: 'What fails most',
      sql: `SELECT name, error_type, count(*) AS failures, max(started_at) AS last
FROM executions
WHERE status = 'failed' AND started_at > now() - interval '1 day'
GROUP BY name, error_type
ORDER BY failures DESC
LIMIT 20`,
    },
    {
      title: 'Slowest tools',
      sql: `SELECT name AS tool, count(*) AS calls,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_seconds) AS p95_seconds
FROM calls
WHERE kind = 'tool' AND started_at > now() - interval '1 day'
GROUP BY name
ORDER BY p95_seconds DESC NULLS LAST`,
    },
    {
      title: 'Scores of evaluations by agent',
      sql: `SELECT agent, name, count(*) AS judged, avg(score) AS mean
FROM evaluations
WHERE time > now() - interval '7 days'
GROUP BY agent, name
ORDER BY mean`,
    },
    {
      title: 'Newest events with their attributes',
      sql: `SELECT timestamp, app, event_type, summary, payload
FROM events
WHERE timestamp > now() - interval '15 minutes'
ORDER BY timestamp DESC
LIMIT 200`,
    },
  ],
} as const;
