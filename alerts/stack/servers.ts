import type { Settings } from '../../infra/settings/schema.ts';
import { durationSeconds } from '../../infra/settings/units.ts';
import {
  averageOver,
  changesOver,
  type Expr,
  matching,
  maxBy,
  maxOver,
  notMatching,
  promql,
  series,
} from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

const { up, poolTargets, scrapeDuration, prometheusReloaded, alertmanagerReloaded } = serverMetrics;

/** Jobs whose silence costs no telemetry and no notice: it can wait for the morning. */
const BESIDE = 'further|kubernetes-pods|kubelet-.+|cadvisor|grafana';
const servers = { job: notMatching(BESIDE) } as const;

/** Seconds that a scrape may take, half of those after which it is given up. */
export const slowScrapeS = (settings: Settings): number => scrapeTimeoutS(settings) / 2;
const scrapeTimeoutS = ({ scrapeInterval }: Settings) => Math.min(10, durationSeconds(scrapeInterval) ?? 10);

/** A server by the name of its job, where Prometheus says which pool of targets has how many. */
const pools = (of: Expr): Expr => promql`label_replace(${of}, "job", "$1", "scrape_job", "(.+)")`;

/** Servers that do not answer, or not well. */
export function serverAlerts(settings: Settings): RuleFamily {
  return {
    name: 'stack-servers',
    recordings: [],
    alerts: [
      alert({
        name: 'ServerDown',
        severity: 'critical',
        summary: 'A server of the stack does not answer Prometheus.',
        description: 'No {{ $labels.job }} has answered Prometheus for two minutes.',
        // A container that is gone is no target any more: its pool is empty, and `up` is absent.
        expr: promql`(
  ${maxBy(['job'], series(up, servers))}
  or max by (job) (${pools(series(poolTargets, { scrape_job: notMatching(BESIDE) }))})
) == 0`,
        by: ['job'],
        for: '2m',
        // What follows from it looks back on a while, and is held back until then.
        keepFiringFor: '5m',
        dashboard: 'system-health',
      }),
      alert({
        name: 'ReplicaDown',
        severity: 'warning',
        summary: 'One of several replicas of a server does not answer Prometheus.',
        description:
          '{{ $labels.job }} at {{ $labels.instance }} has not answered for five minutes; others of it do.',
        expr: promql`${series(up, servers)} == 0 and on (job) ${maxBy(['job'], series(up, servers))} == 1`,
        by: ['job', 'instance'],
        for: '5m',
        keepFiringFor: '5m',
        dashboard: 'system-health',
      }),
      alert({
        name: 'TargetDown',
        severity: 'warning',
        summary: 'A target beside the way of telemetry does not answer Prometheus.',
        description: '{{ $labels.job }} at {{ $labels.instance }} has not answered for five minutes.',
        expr: promql`${series(up, { job: matching(BESIDE) })} == 0`,
        by: ['job', 'instance'],
        for: '5m',
        keepFiringFor: '5m',
        dashboard: 'system-health',
      }),
      alert({
        name: 'ServerFlaps',
        severity: 'warning',
        summary: 'A server goes away and comes back again and again.',
        description:
          '{{ $labels.job }} at {{ $labels.instance }} went or came {{ $value }} times within a quarter of an hour.',
        // A restart is two changes: three restarts.
        expr: promql`${changesOver(series(up, servers), '15m')} > 5`,
        by: ['job', 'instance'],
        for: '0s',
        keepFiringFor: '5m',
        dashboard: 'system-health',
      }),
      alert({
        name: 'ScrapeSlow',
        severity: 'warning',
        summary: 'Prometheus waits long for the metrics of a target.',
        description: `{{ $labels.job }} at {{ $labels.instance }} takes {{ $value | humanizeDuration }} to give its metrics; after ${scrapeTimeoutS(settings)} s they are lost.`,
        expr: promql`${averageOver(series(scrapeDuration), '10m')} > ${slowScrapeS(settings)}`,
        by: ['job', 'instance'],
        for: '5m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
      alert({
        name: 'ConfigReloadFailed',
        severity: 'warning',
        summary: 'A server could not read its new configuration.',
        description:
          '{{ $labels.job }} at {{ $labels.instance }} goes on with its old configuration: it refused the new one.',
        expr: promql`(
  ${maxOver(series(prometheusReloaded), '5m')} or ${maxOver(series(alertmanagerReloaded), '5m')}
) == 0`,
        by: ['job', 'instance'],
        for: '5m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
    ],
  };
}
