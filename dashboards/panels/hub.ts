import { hubMetrics } from '@observatory/shim/conventions';
import {
  buckets,
  maxBy,
  observedQuantileBy,
  promql,
  rate,
  series,
  sumBy,
} from '../../alerts/promql/expression.ts';
import { FOLD_DELAY_S, STORING_S, WRITER_DELAY_S } from '../../alerts/stack/hub.ts';
import { chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { figure, lines, type Panel, rows } from '../parts/panel.ts';
import { ask, askRows } from '../parts/question.ts';

const servers = chosenBy(['job', 'instance']);
const nothing = 'No hub has told of itself in this time, or none is chosen.';
const ingested = sumBy(['signal'], rate(series(hubMetrics.ingested, servers), '$__rate_interval'));

/** Each panel about the hub itself, by what it is for. */
export const hubPanels = {
  delay: figure(
    {
      title: 'How late are executions?',
      description:
        'How long the trace that waits longest has waited to become an execution: as late are the pages of the hub, the metrics of the fleet and their alerts.',
      unit: 's',
      empty: nothing,
      limits: above(FOLD_DELAY_S),
      alerts: ['HubFallsBehind'],
    },
    ask(maxBy([], series(hubMetrics.foldDelay, servers)), 'behind'),
  ),
  stored: lines(
    {
      title: 'How much does the hub store?',
      description:
        'Records a second, by signal: spans, log records that are events, and metrics of services.',
      unit: 'cps',
      empty: nothing,
      sort: 'mean',
    },
    ask(ingested, '{{signal}}'),
  ),
  refused: lines(
    {
      title: 'What does the hub refuse?',
      description:
        'Records a second by signal and reason, which is a code of docs/errors.md. Nothing but zero is well.',
      unit: 'cps',
      empty: nothing,
      limits: above(0),
      alerts: ['HubRejectsTelemetry'],
    },
    ask(
      // The hub has no such series before the first refusal.
      promql`${sumBy(['signal', 'reason'], rate(series(hubMetrics.rejected, servers), '$__rate_interval'))} or 0 * ${ingested}`,
      '{{signal}} {{reason}}',
    ),
  ),
  storing: lines(
    {
      title: 'How long does the hub take to store a request?',
      description:
        '99th percentile, from a decoded request to its commit. A slow disk or a database that is short of memory shows here first.',
      unit: 's',
      empty: 'Nothing was sent to the hub in this time.',
      limits: above(STORING_S),
      alerts: ['HubIngestSlow'],
    },
    ask(
      observedQuantileBy(0.99, ['signal'], buckets(hubMetrics.ingestDuration, servers), '$__rate_interval'),
      '{{signal}}',
    ),
  ),
  waiting: lines(
    {
      title: 'How many traces wait to become executions?',
      description:
        'Stored, but not yet in the list of executions. Grows while senders are faster than the hub; a restart or an outage leaves a hill that goes down again.',
      unit: 'short',
      empty: nothing,
      alerts: ['HubFallsBehind'],
    },
    ask(maxBy([], series(hubMetrics.foldLag, servers)), 'traces'),
  ),
  late: lines(
    {
      title: 'How long does telemetry wait in the hub?',
      description:
        'The oldest request that is not stored, and the oldest trace that is no execution yet. A line that rises steadily is something that hangs.',
      unit: 's',
      empty: nothing,
      limits: above(WRITER_DELAY_S),
      alerts: ['HubStoresNothing', 'HubFallsBehind'],
    },
    ask(maxBy(['instance'], series(hubMetrics.writerDelay, servers)), '{{instance}}: to be stored'),
    ask(maxBy([], series(hubMetrics.foldDelay, servers)), 'to become an execution'),
  ),
  pressure: lines(
    {
      title: 'Does the hub refuse requests to keep up?',
      description:
        'Kinds of requests refused, by hub: 1 analyses and searches, 2 all reads, 3 telemetry too. Nothing but zero is well for long.',
      unit: 'short',
      empty: nothing,
      alerts: ['HubShedsLoad'],
    },
    ask(maxBy(['instance'], series(hubMetrics.shedLevel, servers)), '{{instance}}'),
  ),
  perHub: lines(
    {
      title: 'How much does each hub store?',
      description:
        'Records a second over the last minute, by hub: what the autoscaler goes by. Lines that lie apart are a load balancer that does not balance.',
      unit: 'cps',
      empty: nothing,
    },
    ask(maxBy(['instance'], series(hubMetrics.ingestedPerSecond, servers)), '{{instance}}'),
  ),
  connections: lines(
    {
      title: 'Are connections to the database free?',
      description:
        'Requests that wait for one, by pool: `read` for questions, `work` for storing and folding, `urgent` for probes and streams. The alert is of a database that does not answer at all.',
      unit: 'short',
      empty: nothing,
      alerts: ['HubWithoutDatabase'],
    },
    ask(maxBy(['pool'], series(hubMetrics.connections, { ...servers, state: 'waiting' })), '{{pool}}'),
  ),
  database: lines(
    {
      title: "How large is the hub's database?",
      description:
        'Tables and indexes on disk. The oldest days go once retention is over, or before where it reaches the setting caps.executions.',
      unit: 'bytes',
      empty: nothing,
    },
    ask(maxBy([], series(hubMetrics.databaseSize, servers)), 'database'),
  ),
  clients: lines(
    {
      title: 'Who watches the hub live?',
      description: 'Clients of its live streams, by kind. Pages of the console hold one each.',
      unit: 'short',
      empty: nothing,
    },
    ask(sumBy(['stream'], series(hubMetrics.streamClients, servers)), '{{stream}}'),
  ),
  databaseTables: rows(
    {
      title: "Which tables of the hub's database take the space?",
      description:
        'With their indexes, all days together; rows as PostgreSQL estimates them. Spans and events grow with what agents do, metric_samples with what services measure.',
      unit: 'short',
      empty: 'The database does not answer.',
    },
    askRows(`
SELECT relation."table" AS "Table", sum(relation.bytes) AS "Size", sum(relation.estimate) AS "Rows"
FROM (
  SELECT coalesce(root.relname, one.relname) AS "table", pg_total_relation_size(one.oid) AS bytes,
    greatest(one.reltuples, 0)::bigint AS estimate
  FROM pg_class one LEFT JOIN pg_class root ON root.oid = pg_partition_root(one.oid)
  WHERE one.relkind = 'r' AND one.relnamespace = 'public'::regnamespace
) relation
GROUP BY 1 ORDER BY 2 DESC LIMIT 12`),
    { columns: { Size: { unit: 'bytes' } }, sortBy: 'Size' },
  ),
  databaseWork: rows(
    {
      title: 'How does the database of the hub work?',
      description:
        'PostgreSQL about itself since its start: connections, share of what it read from its memory, what was undone, deadlocks, and what did not fit into memory and went to disk.',
      unit: 'short',
      empty: 'The database does not answer.',
    },
    askRows(`
SELECT numbackends AS "Connections",
  blks_hit::float8 / nullif(blks_hit + blks_read, 0) AS "From memory",
  xact_commit AS "Committed", xact_rollback AS "Undone", deadlocks AS "Deadlocks", temp_bytes AS "To disk"
FROM pg_stat_database WHERE datname = current_database()`),
    { columns: { 'From memory': { unit: 'percentunit' }, 'To disk': { unit: 'bytes' } } },
  ),
} as const satisfies Readonly<Record<string, Panel>>;
