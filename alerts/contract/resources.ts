import type { Settings } from '../../infra/settings/schema.ts';
import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import { countOver, promql, recorded, series, sumBy, sumOver } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { container } from '../recorded/containers.ts';
import { host } from '../recorded/hosts.ts';
import { process } from '../recorded/processes.ts';
import { type Alert, alert } from '../rules/alert.ts';

/** Whose CPU or memory it is: a container says so by name, else a service, else it is a host. */
const whose = (ofService: string) =>
  `{{ with $labels.container }}container {{ . }}{{ with $labels.pod }} of pod {{ . }}{{ end }}{{ else }}{{ with $labels.service_name }}${ofService} {{ . }}{{ else }}host {{ $labels.host_name }}{{ end }}{{ end }}${IN_ENVIRONMENT}`;
const whoseLabels = [ENVIRONMENT, 'host_name', 'namespace', 'pod', 'container', 'service_name'] as const;

const good = series(serverMetrics.probeStatus, { http_status_class: '2xx' });
/** Share of the last two minutes' probes of each health check that were answered well. */
export const probesAnswered = promql`${sumBy(['http_url'], sumOver(good, '2m'))} / ${sumBy(['http_url'], countOver(good, '2m'))}`;
/** Share below which a health check fails. */
export const PROBES_FAIL = 0.5;

/** CPU, memory and health checks (AE7): of hosts, of containers with a limit, and of what processes say themselves. */
export function resourceAlerts(settings: Settings): Alert[] {
  const { cpu, memory } = settings.alerts.thresholds;
  return [
    alert({
      name: 'HighCpu',
      severity: 'warning',
      summary: 'The CPU of a host, container or service is nearly used up.',
      description: `${whose('A process of')} uses {{ $value | humanizePercentage }} of its CPU.`,
      // What a process uses shows in its host already, where that is measured.
      expr: promql`(${recorded(host.cpuUsed)} or ${recorded(container.cpuUsed)} or (${recorded(
        process.cpuUsed,
      )} unless on (host_name) ${recorded(host.cpuUsed)})) > ${cpu}`,
      by: whoseLabels,
      for: '10m',
      keepFiringFor: '5m',
      dashboard: 'resource-usage',
    }),
    alert({
      name: 'HighMemory',
      severity: 'warning',
      summary: 'The memory of a host, container or service is nearly used up.',
      description: `${whose('The heap of a process of')} uses {{ $value | humanizePercentage }} of its memory.`,
      expr: promql`(${recorded(host.memoryUsed)} or ${recorded(container.memoryUsed)} or ${recorded(
        process.heapUsed,
      )}) > ${memory}`,
      by: whoseLabels,
      for: '10m',
      keepFiringFor: '5m',
      dashboard: 'resource-usage',
    }),
    alert({
      name: 'HealthCheckFailing',
      severity: 'warning',
      summary: 'A health check fails.',
      description:
        'Of the probes of {{ $labels.http_url }} in the last two minutes {{ $value | humanizePercentage }} were answered well.',
      // By share: the series of the status before stays for five minutes, and one lost probe is no fault.
      expr: promql`${probesAnswered} < ${PROBES_FAIL}`,
      by: ['http_url'],
      for: '2m',
      keepFiringFor: '2m',
      dashboard: 'system-health',
    }),
  ];
}
