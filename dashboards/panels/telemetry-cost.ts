import { processMetrics, shimMetrics } from '@observatory/shim/conventions';
import { promql, rate, ratio, series, sumBy } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { chosenBy, streams } from '../parts/chosen.ts';
import { figure, lines, type Panel, stacked } from '../parts/panel.ts';
import { ask, askLineCounts } from '../parts/question.ts';
import { serverCpuUsed, serverMemoryUsed } from './servers.ts';

const WINDOW = '$__rate_interval';
const by = ['service_name'] as const;
const labels = ['deployment_environment_name', 'service_name'] as const;
const services = chosenBy(labels);
const { cpuTime, memoryUsage } = processMetrics;
const noShim = 'No service with the shim has told of itself in this time.';
const overhead = sumBy([...by, 'kind'], rate(series(shimMetrics.overhead, services), WINDOW));
const cpu = sumBy([], rate(series(cpuTime, services), WINDOW));

/** What telemetry costs: whose it is, and what it takes from services, machines and disks. */
export const telemetryCostPanels = {
  cpuShare: figure(
    {
      title: 'How much CPU does the stack use for one of the services?',
      description:
        'CPU seconds of all servers of the stack for each CPU second of the services with the shim. With small services it is more than 100 %: the stack has a size of its own.',
      unit: 'percentunit',
      empty: noShim,
    },
    ask(ratio(sumBy([], serverCpuUsed), cpu), 'of the services'),
  ),
  memoryShare: figure(
    {
      title: 'How much memory does the stack use for one of the services?',
      description: 'Resident memory of all servers of the stack for each byte of the services with the shim.',
      unit: 'percentunit',
      empty: noShim,
    },
    ask(ratio(sumBy([], serverMemoryUsed), sumBy([], series(memoryUsage, services))), 'of the services'),
  ),
  spans: stacked(
    {
      title: 'Which services send how many spans?',
      description:
        'A second, before sampling. Whoever is asked to pay for traces pays for these; the setting sampling keeps fewer of those without an agent.',
      unit: 'cps',
      empty: 'No service sent a span in this time.',
    },
    ask(sumBy(by, rate(series(serverMetrics.spanCalls, services), WINDOW)), '{{service_name}}'),
  ),
  logBytes: stacked(
    {
      title: 'Which services send how many bytes of logs?',
      description: 'Bytes a second of log lines, as Loki has them.',
      unit: 'Bps',
      empty: 'No service sent a log line in this time.',
    },
    askLineCounts(`sum by (service_name) (bytes_rate(${streams(...labels)}[$__auto]))`, '{{service_name}}'),
  ),
  overhead: lines(
    {
      title: 'Which share of its CPU does telemetry take from each service?',
      description:
        'Time that the shim takes, by what for, as a share of the CPU time of the service. It measures itself by samples; the budget is 5 %.',
      unit: 'percentunit',
      empty: noShim,
      sort: 'mean',
    },
    ask(
      promql`${overhead} / on (service_name) group_left () (${sumBy(by, rate(series(cpuTime, services), WINDOW))} > 0)`,
      '{{service_name}} {{kind}}',
    ),
  ),
  leftOutLines: lines(
    {
      title: 'Which log lines are left out by services?',
      description:
        'Lines a second that the shim did not send because they repeat themselves, because of sampling, or because the standard output took none.',
      unit: 'cps',
      empty: noShim,
    },
    ask(
      // The shim has no such series before the first one.
      promql`sum by (service_name, reason) (${rate(series(shimMetrics.limitedLines, services), WINDOW)})
or 0 * ${sumBy(by, overhead)}`,
      '{{service_name}} {{reason}}',
    ),
  ),
} as const satisfies Readonly<Record<string, Panel>>;
