import type { Signal } from './records.ts';

/** JSON names of the lists that records stand in. Places in the input are given in them, in both encodings. */
export interface GroupNames {
  readonly resources: string;
  readonly scopes: string;
  readonly records: string;
}

export const groupNames: Readonly<Record<Signal, GroupNames>> = {
  traces: { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans' },
  logs: { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords' },
  metrics: { resources: 'resourceMetrics', scopes: 'scopeMetrics', records: 'metrics' },
};
