import { type Expr, increase, maxBy, promql, rate, series, sumBy } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import {
  mostSeries,
  REMOTE_LATE_S,
  refusedSamples,
  remoteAge,
  storageFailures,
} from '../../alerts/stack/prometheus.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { lines, type Panel, stacked } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';
import { ofChosenServers } from './servers.ts';

const metrics = serverMetrics;
const servers = chosenBy(['job', 'instance']);
/** Loki has some series of the same names. */
const itself = { job: 'prometheus' } as const;
const nothing = 'Prometheus has not told of itself in this time, or is not chosen.';
/** How many of the slowest are shown. */
const SLOWEST = 5;
const sumOf = (of: Expr): Expr => promql`sum(${ofChosenServers(of)})`;

/** Each panel about Prometheus itself, by what it is for. */
export function prometheusPanels(settings: Settings) {
  const most = mostSeries(settings);
  return {
    series: lines(
      {
        title: 'How many series does Prometheus hold?',
        description: `In its memory, which is made for ${most}. A step up is a label with too many values: the section about series below says whose.`,
        unit: 'short',
        empty: nothing,
        limits: above(most, most / 2),
        alerts: ['SeriesFillMemory', 'SeriesDouble'],
      },
      ask(maxBy(['instance'], series(metrics.headSeries, servers)), '{{instance}}'),
    ),
    samples: lines(
      {
        title: 'How many samples does Prometheus store a second?',
        description: 'Of scrapes, of services and of its own rules.',
        unit: 'cps',
        empty: nothing,
        sort: 'mean',
      },
      ask(
        sumBy(['instance'], rate(series(metrics.samplesStored, servers), '$__rate_interval')),
        '{{instance}}',
      ),
    ),
    slowRules: lines(
      {
        title: 'Which rules take long?',
        description: `Time that a group of rules takes, as a share of the time between two evaluations; the ${SLOWEST} slowest at each moment. At all of it evaluations are left out, and alerts are late.`,
        unit: 'percentunit',
        empty: nothing,
        alerts: ['PrometheusRulesLate', 'PrometheusRuleFails'],
      },
      ask(
        promql`topk(${SLOWEST}, label_replace(${series(metrics.ruleGroupDuration, servers)} / ${series(metrics.ruleGroupInterval, servers)}, "group", "$1", "rule_group", ".*;(.+)"))`,
        '{{group}}',
      ),
    ),
    failures: lines(
      {
        title: 'What fails in Prometheus?',
        description:
          'Rules that could not be evaluated (ten minutes), samples refused (five minutes), writing or compacting blocks (an hour), alerts that Alertmanager did not take (five minutes).',
        unit: 'short',
        empty: nothing,
        limits: above(0),
        alerts: [
          'PrometheusRuleFails',
          'PrometheusRefusesSamples',
          'PrometheusStorageFails',
          'PrometheusCannotNotify',
        ],
      },
      ask(sumOf(increase(series(metrics.ruleFailures), '10m')), 'rules'),
      ask(sumOf(refusedSamples), 'samples refused'),
      ask(sumOf(storageFailures), 'storage'),
      ask(
        promql`${sumOf(increase(series(metrics.notificationErrors), '5m'))} + ${sumOf(increase(series(metrics.notificationsDropped), '5m'))}`,
        'alerts not handed over',
      ),
    ),
    storage: stacked(
      {
        title: 'What do metrics take on disk?',
        description:
          'Blocks that are done, the log of the last hours, and chunks of what is still in memory. The oldest blocks go once retention is over, or before where all reach the setting caps.metrics.',
        unit: 'bytes',
        empty: nothing,
        alerts: ['RetentionCutShort'],
      },
      ask(sumOf(series(metrics.blockBytes, itself)), 'blocks'),
      ask(sumOf(series(metrics.walBytes, itself)), 'log'),
      ask(sumOf(series(metrics.headChunkBytes, itself)), 'chunks'),
    ),
    queries: lines(
      {
        title: 'How long do questions to Prometheus take?',
        description:
          '90th percentile of panels, rules and alerts, by part of the work: time in the queue means that too many are asked at once.',
        unit: 's',
        empty: nothing,
      },
      ask(
        promql`max by (slice) (${series(metrics.queryDuration, { ...servers, quantile: '0.9' })}) >= 0`,
        '{{slice}}',
      ),
    ),
    remoteAge: lines(
      {
        title: 'How late is the store that Prometheus writes to?',
        description: 'Age of the newest sample that it has. What waits longer than two hours is lost.',
        unit: 's',
        empty: nothing,
        limits: above(REMOTE_LATE_S),
        alerts: ['RemoteWriteBehind', 'RemoteWriteLosesSamples'],
      },
      ask(ofChosenServers(remoteAge), '{{remote_name}}'),
    ),
  } as const satisfies Readonly<Record<string, Panel>>;
}
