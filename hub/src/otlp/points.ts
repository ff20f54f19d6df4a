import { type MutableAttributes, storableNumber } from './attributes.ts';
import { enumMember, timeFault } from './checks.ts';
import type { Decoding, Fault } from './decoding.ts';
import type { MetricPoint, Source } from './records.ts';

export type PointKind = MetricPoint['kind'];

/** What the points of one metric share. */
export interface MetricHead {
  source: Source;
  name: string;
  description: string;
  unit: string;
  kind: PointKind;
  monotonic: boolean;
  temporality: number;
}

/** A data point of any kind as it was read; what its kind does not have is absent. */
export interface RawPoint {
  attributes: MutableAttributes;
  startUs: number;
  timeUs: number;
  flags: number;
  value: number | null;
  count: number;
  min?: number;
  max?: number;
  bounds?: number[];
  bucketCounts?: number[];
  scale?: number;
  zeroCount?: number;
  zeroThreshold?: number;
  positive?: RawBuckets;
  negative?: RawBuckets;
  quantiles?: { quantile: number; value: number }[];
}

export interface RawBuckets {
  offset: number;
  bucketCounts: number[];
}

export function newPoint(): RawPoint {
  return { attributes: {}, startUs: 0, timeUs: 0, flags: 0, value: null, count: 0 };
}

/** The record of a data point; null where it is useless by itself and left out. */
export function settlePoint(d: Decoding, head: MetricHead, raw: RawPoint): MetricPoint | null {
  const fault = pointFault(head, raw);
  if (fault) {
    d.reject(fault);
    return null;
  }
  // Of all kinds, only a summary has a sum that cannot be absent: protobuf leaves a 0 out.
  const value = head.kind === 'summary' ? (raw.value ?? 0) : raw.value;
  return {
    ...head,
    temporality: enumMember(head.temporality, 2),
    attributes: raw.attributes,
    startUs: raw.startUs === 0 ? null : raw.startUs,
    timeUs: raw.timeUs,
    value: Number.isFinite(value) ? value : null,
    count: head.kind === 'gauge' || head.kind === 'sum' ? null : raw.count,
    detail: detailOf(head.kind, raw),
  };
}

function pointFault(head: MetricHead, raw: RawPoint): Fault | null {
  if (head.name === '') return { problem: 'expected the metric to have a name; got none' };
  const time = timeFault('timeUnixNano', raw.timeUs);
  if (time) return time;
  const start = raw.startUs === 0 ? null : timeFault('startTimeUnixNano', raw.startUs);
  if (start) return start;
  const { bounds = [], bucketCounts = [] } = raw;
  if (bucketCounts.length === 0 || bucketCounts.length === bounds.length + 1) return null;
  const problem = `expected one more than the ${bounds.length} explicitBounds; got ${bucketCounts.length}`;
  return { field: 'bucketCounts', problem };
}

/** Data point flag: the series has no value any more. */
const NO_RECORDED_VALUE = 1;

function detailOf(kind: PointKind, raw: RawPoint): MetricPoint['detail'] {
  const detail: MutableAttributes = {};
  if (raw.value !== null && !Number.isFinite(raw.value)) detail.value = storableNumber(raw.value);
  if ((raw.flags & NO_RECORDED_VALUE) !== 0) detail.no_recorded_value = true;
  if (raw.min !== undefined) detail.min = storableNumber(raw.min);
  if (raw.max !== undefined) detail.max = storableNumber(raw.max);
  if (raw.bucketCounts?.length) {
    detail.bounds = (raw.bounds ?? []).map(storableNumber);
    detail.bucket_counts = raw.bucketCounts;
  }
  if (kind === 'exponential_histogram') {
    detail.scale = raw.scale ?? 0;
    detail.zero_count = raw.zeroCount ?? 0;
    detail.zero_threshold = storableNumber(raw.zeroThreshold ?? 0);
    detail.positive = bucketsDetail(raw.positive);
    detail.negative = bucketsDetail(raw.negative);
  }
  if (raw.quantiles?.length) {
    detail.quantiles = raw.quantiles.map(({ quantile, value }) => ({
      quantile: storableNumber(quantile),
      value: storableNumber(value),
    }));
  }
  return Object.keys(detail).length === 0 ? null : detail;
}

function bucketsDetail(buckets: RawBuckets = { offset: 0, bucketCounts: [] }): MutableAttributes {
  return { offset: buckets.offset, bucket_counts: buckets.bucketCounts };
}
