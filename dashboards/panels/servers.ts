import { hubMetrics } from '@observatory/shim/conventions';
import { FILES_OPEN, openFileShare } from '../../alerts/hosts/processes.ts';
import {
  type Expr,
  maxBy,
  minBy,
  notMatching,
  promql,
  rate,
  series,
  sumBy,
} from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { slowScrapeS } from '../../alerts/stack/servers.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosenBy } from '../parts/chosen.ts';
import { above, below } from '../parts/limits.ts';
import { comparison, figure, lines, type Panel, stacked, states } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const { up, scrapeDuration, scrapedSeries, serverCpu, residentMemory } = serverMetrics;
const { collectorCpu, collectorMemory, jaegerCpu, jaegerMemory } = serverMetrics;
const target = ['job', 'instance'] as const;
const chosenServers = chosenBy(target);

/** What rules ask of all servers, of those alone that the variables choose; `of` has the labels `on`. */
export const ofChosenServers = (of: Expr, on: 'job' | 'job, instance' = 'job, instance'): Expr => ({
  promql: `(${of.promql})\nand on (${on}) ${series(up, chosenServers).promql}`,
});

/** Servers of the stack; what else is scraped is none. */
const ours = { job: notMatching('further|kubernetes-pods|kubelet-.+') } as const;
/** The same figure of servers that have it under names of their own. */
const ofServers = (...series: readonly Expr[]): Expr =>
  ofChosenServers({ promql: series.map(({ promql: text }) => text).join('\n  or ') });

/** CPU seconds a second, and bytes of memory, of each server of the stack. */
export const serverCpuUsed = ofServers(
  sumBy(target, rate(series(serverCpu, ours), '$__rate_interval')),
  sumBy(target, rate(series(collectorCpu), '$__rate_interval')),
  sumBy(target, rate(series(jaegerCpu), '$__rate_interval')),
  sumBy(target, rate(series(hubMetrics.cpuTime), '$__rate_interval')),
);
export const serverMemoryUsed = ofServers(
  maxBy(target, series(residentMemory, ours)),
  maxBy(target, series(collectorMemory)),
  maxBy(target, series(jaegerMemory)),
  maxBy(target, series(hubMetrics.memory)),
);

const nothing = 'Prometheus has no such server, or none of these is chosen.';

/** Each panel about the servers of the stack, by what it is for. */
export function serverPanels(settings: Settings) {
  const slow = { limits: above(slowScrapeS(settings)), alerts: ['ScrapeSlow'] } as const;
  return {
    down: figure(
      {
        title: 'How many servers do not answer?',
        description:
          'Targets of Prometheus that do not answer it now. A click leads to the timeline that says which; its runbook what to do.',
        unit: 'short',
        empty: nothing,
        limits: above(0),
        alerts: ['ServerDown', 'ReplicaDown', 'TargetDown'],
        links: [{ title: 'Which server', to: { dashboard: 'system-health', choose: {} } }],
      },
      ask(promql`sum(${series(up, chosenServers)} == bool 0)`, 'away'),
    ),
    answered: states(
      {
        title: 'When did which server answer?',
        description:
          'Each server that Prometheus asks for its metrics: yes while it answers. One that comes and goes starts anew again and again.',
        unit: 'bool_yes_no',
        empty: nothing,
        limits: below(1),
        alerts: ['ServerDown', 'ReplicaDown', 'TargetDown', 'ServerFlaps'],
        links: [
          {
            title: 'This server from within',
            to: { dashboard: 'stack-health', choose: { job: '${__field.labels.job}' } },
          },
        ],
      },
      ask(minBy(target, series(up, chosenServers)), '{{job}} {{instance}}'),
    ),
    scrapes: lines(
      {
        title: 'How long do servers take to give their metrics?',
        description:
          'Time of each scrape, the slowest of each server. One that is short of CPU or has too many series takes longer; after twice the limit its metrics are lost.',
        unit: 's',
        empty: nothing,
        ...slow,
      },
      ask(maxBy(['job'], series(scrapeDuration, chosenServers)), '{{job}}'),
    ),
    compared: comparison(
      {
        title: 'What does each server take?',
        description:
          'CPU in cores, resident memory, share of its file descriptors that are open, time of a scrape and the series that it gives. The hub without its database; Jaeger and the collector do not tell of files.',
        unit: 'short',
        empty: nothing,
        alerts: ['FileDescriptorsNearlyGone', 'ScrapeSlow'],
      },
      {
        CPU: ask(serverCpuUsed, ''),
        Memory: ask(serverMemoryUsed, ''),
        'Files open': ask(ofChosenServers(maxBy(target, openFileShare)), ''),
        Scrape: ask(maxBy(target, series(scrapeDuration, chosenServers)), ''),
        Series: ask(maxBy(target, series(scrapedSeries, chosenServers)), ''),
      },
      {
        columns: {
          CPU: { unit: 'none' },
          Memory: { unit: 'bytes' },
          'Files open': { unit: 'percentunit', limits: above(FILES_OPEN) },
          Scrape: { unit: 's', limits: slow.limits },
        },
        sortBy: 'Memory',
      },
    ),
    openFiles: lines(
      {
        title: 'Which server runs out of file descriptors?',
        description:
          'Share that is open of those that a server may open. At all of them it takes no further connection.',
        unit: 'percentunit',
        empty: nothing,
        limits: above(FILES_OPEN),
        alerts: ['FileDescriptorsNearlyGone'],
      },
      ask(ofChosenServers(maxBy(target, openFileShare)), '{{job}} {{instance}}'),
    ),
    cpu: stacked(
      {
        title: 'How much CPU does the stack use?',
        description:
          'CPU seconds a second, which is cores, by server. The hub without its database, whose part the CPU of the host shows.',
        unit: 'none',
        empty: nothing,
        alerts: ['HighCpu'],
      },
      ask(sumBy(['job'], serverCpuUsed), '{{job}}'),
    ),
    memory: stacked(
      {
        title: 'How much memory does the stack use?',
        description: 'Resident memory by server, all replicas together; the hub without its database.',
        unit: 'bytes',
        empty: nothing,
        alerts: ['HighMemory'],
      },
      ask(sumBy(['job'], serverMemoryUsed), '{{job}}'),
    ),
  } as const satisfies Readonly<Record<string, Panel>>;
}
