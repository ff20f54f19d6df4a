import type { Settings } from '../../infra/settings/schema.ts';
import { not, promql, series, sumBy } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';

const { volumeAvailable, volumeCapacity, filesystemUsage } = serverMetrics;
/** Share that is free on a disk on which nothing fits any more. */
export const FULL = 0.03;
/** Share below which it matters whether a disk fills. */
export const FILLING = 0.25;
/** Pictures of disks are always full. */
const writable = { mode: not('ro') } as const;
const byDisk = ['host_name', 'mountpoint'] as const;
const free = series(filesystemUsage, { ...writable, state: 'free' });
/** Share of each disk that is free. */
export const diskFree = promql`${sumBy(byDisk, free)} / ${sumBy(byDisk, series(filesystemUsage, writable))}`;

/** Disks that are full before anybody comes to work. */
export function diskAlerts({ namespace }: Settings): RuleFamily {
  const available = series(volumeAvailable, { namespace });
  return {
    name: 'stack-disks',
    recordings: [],
    alerts: [
      alert({
        name: 'VolumeFillsUp',
        severity: 'critical',
        summary: 'A volume of the stack is full within four hours.',
        description:
          '{{ $labels.persistentvolumeclaim }} in {{ $labels.namespace }} has {{ $value | humanizePercentage }} left and is full within four hours.',
        // Once full, it fills up no more.
        expr: promql`${available} / ${series(volumeCapacity)} < ${FILLING}
and predict_linear(${available}[6h], 4 * 3600) < 0
or ${available} / ${series(volumeCapacity)} < ${FULL}`,
        by: ['namespace', 'persistentvolumeclaim'],
        for: '15m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
      alert({
        // Of the host: where servers share its disk, the volumes of Docker and processes.
        name: 'DiskFillsUp',
        severity: 'critical',
        summary: 'A disk is full within four hours.',
        description:
          '{{ $labels.mountpoint }} of {{ $labels.host_name }} has {{ $value | humanizePercentage }} left and is full within four hours.',
        expr: promql`${diskFree} < ${FILLING}
and sum by (host_name, mountpoint) (predict_linear(${free}[6h], 4 * 3600)) < 0
or ${diskFree} < ${FULL}`,
        by: byDisk,
        for: '15m',
        keepFiringFor: '0s',
        dashboard: 'system-health',
      }),
    ],
  };
}
