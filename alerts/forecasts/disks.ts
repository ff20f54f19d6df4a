import { promql, type Recorded, series, sumBy, type Window } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';

const { filesystemUsage, volumeAvailable } = serverMetrics;
// A day: what is deleted at night would look like growth by day.
const LOOK_BACK = '1d:10m' as Window;

const daysToFull = <const L extends string>(
  record: string,
  by: readonly L[],
  meaning: string,
  free: { readonly promql: string },
): Recorded<L> => ({
  record,
  by,
  unit: 'days',
  meaning: `${meaning}; absent where nothing is added.`,
  expr: promql`${free} / (-deriv(${free}[${LOOK_BACK}]) > 0) / 86400`,
});

/** Days until a disk is full if it goes on as in the last day. */
export const diskRecords = [
  daysToFull(
    'disk:full:days',
    ['host_name', 'mountpoint', 'device'],
    'Days until a disk of a host is full, as the last day goes',
    sumBy(['host_name', 'mountpoint', 'device'], series(filesystemUsage, { state: 'free' })),
  ),
  daysToFull(
    'volume:full:days',
    ['namespace', 'persistentvolumeclaim'],
    'Days until a volume of Kubernetes is full, as the last day goes',
    sumBy(['namespace', 'persistentvolumeclaim'], series(volumeAvailable)),
  ),
] as const;
