import { shimMetrics } from '../conventions/index.ts';
import { complain, shown } from './complain.ts';
import { whenCollected } from './instruments.ts';

export type LabelDropReason = 'id' | 'undeclared' | 'invalid' | 'series_limit';

interface Dropped {
  readonly labels: { readonly metric: string; readonly label: string; readonly reason: LabelDropReason };
  count: number;
}

/** Names of labels may be made up too; past so many of one metric they are counted together. */
const MAX_OF_METRIC = 10;
/** Below the SDK's limit of series. */
const MAX_KINDS = 1900;
const REST = '_OTHER';
const dropped = new Map<string, Dropped>();
const kindsOf = new Map<string, number>();
const meanings: Record<LabelDropReason, string> = {
  id: 'is an id and is not kept as a label',
  undeclared: 'is not among its declared labels and is left out',
  invalid: 'cannot be a label and is left out',
  series_limit: 'has too many values: new ones are counted as _OTHER',
};

/** Counts a label that a measurement lost, and says so once for each label of a metric. */
export function noteDroppedLabel(metric: string, name: string, reason: LabelDropReason): void {
  const label = name.slice(0, 100);
  const key = `${metric} ${reason} ${label}`;
  const known = dropped.get(key);
  if (known !== undefined) {
    known.count += 1;
    return;
  }
  const kinds = kindsOf.get(metric) ?? 0;
  const isFull = kinds >= MAX_OF_METRIC || dropped.size >= MAX_KINDS;
  if (isFull && label !== REST) {
    noteDroppedLabel(dropped.size >= MAX_KINDS ? REST : metric, REST, reason);
    return;
  }
  if (dropped.size === 0) whenCollected(shimMetrics.droppedLabels, observeDropped);
  kindsOf.set(metric, kinds + 1);
  dropped.set(key, { labels: { metric, label, reason }, count: 1 });
  complain(`label:${key}`, `${shown(label)} of the metric ${metric} ${meanings[reason]}`);
}

function observeDropped(observe: (value: number, labels: Dropped['labels']) => void): void {
  for (const { count, labels } of dropped.values()) observe(count, labels);
}
