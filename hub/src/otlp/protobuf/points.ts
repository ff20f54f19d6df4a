import type { Decoding } from '../decoding.ts';
import type { PointKind, RawBuckets, RawPoint } from '../points.ts';
import { readAttribute } from './any-value.ts';
import type { WireReader } from './wire-reader.ts';

type ReadField = (r: WireReader, d: Decoding, point: RawPoint) => void;

/** Reads one field of a data point, whose fields stand under other numbers in each kind. */
export function readPointField(r: WireReader, d: Decoding, kind: PointKind, point: RawPoint): void {
  if (r.field === 2) point.startUs = r.micros();
  else if (r.field === 3) point.timeUs = r.micros();
  else readers[kind](r, d, point);
}

/** NumberDataPoint: as_double 4, as_int 6, attributes 7, flags 8. */
const readNumberField: ReadField = (r, d, point) => {
  switch (r.field) {
    case 4:
      point.value = r.double();
      break;
    case 6:
      point.value = r.sfixed64();
      break;
    case 7:
      readAttribute(r, d, point.attributes);
      break;
    case 8:
      point.flags = r.uint();
      break;
    default:
      r.skip();
  }
};

/** HistogramDataPoint: count 4, sum 5, bucket_counts 6, bounds 7, attributes 9, flags 10, min 11, max 12. */
const readHistogramField: ReadField = (r, d, point) => {
  switch (r.field) {
    case 4:
      point.count = r.fixed64();
      break;
    case 5:
      point.value = r.double();
      break;
    case 6:
      point.bucketCounts ??= [];
      r.addNumbers('fixed64', point.bucketCounts);
      break;
    case 7:
      point.bounds ??= [];
      r.addNumbers('double', point.bounds);
      break;
    case 9:
      readAttribute(r, d, point.attributes);
      break;
    case 10:
      point.flags = r.uint();
      break;
    case 11:
      point.min = r.double();
      break;
    case 12:
      point.max = r.double();
      break;
    default:
      r.skip();
  }
};

/**
 * ExponentialHistogramDataPoint: attributes 1, count 4, sum 5, scale 6, zero_count 7, positive 8, negative 9,
 * flags 10, min 12, max 13, zero_threshold 14.
 */
const readExponentialField: ReadField = (r, d, point) => {
  switch (r.field) {
    case 1:
      readAttribute(r, d, point.attributes);
      break;
    case 4:
      point.count = r.fixed64();
      break;
    case 5:
      point.value = r.double();
      break;
    case 6:
      point.scale = r.sint32();
      break;
    case 7:
      point.zeroCount = r.fixed64();
      break;
    case 8:
      point.positive = readBuckets(r, point.positive);
      break;
    case 9:
      point.negative = readBuckets(r, point.negative);
      break;
    case 10:
      point.flags = r.uint();
      break;
    case 12:
      point.min = r.double();
      break;
    case 13:
      point.max = r.double();
      break;
    case 14:
      point.zeroThreshold = r.double();
      break;
    default:
      r.skip();
  }
};

/** Buckets: offset 1, bucket_counts 2. */
function readBuckets(r: WireReader, buckets: RawBuckets = { offset: 0, bucketCounts: [] }): RawBuckets {
  const outer = r.enter();
  while (r.next()) {
    if (r.field === 1) buckets.offset = r.sint32();
    else if (r.field === 2) r.addNumbers('uint', buckets.bucketCounts);
    else r.skip();
  }
  r.leave(outer);
  return buckets;
}

/** SummaryDataPoint: count 4, sum 5, quantile_values 6, attributes 7, flags 8. */
const readSummaryField: ReadField = (r, d, point) => {
  switch (r.field) {
    case 4:
      point.count = r.fixed64();
      break;
    case 5:
      point.value = r.double();
      break;
    case 6:
      point.quantiles ??= [];
      point.quantiles.push(readQuantile(r));
      break;
    case 7:
      readAttribute(r, d, point.attributes);
      break;
    case 8:
      point.flags = r.uint();
      break;
    default:
      r.skip();
  }
};

/** ValueAtQuantile: quantile 1, value 2. */
function readQuantile(r: WireReader): { quantile: number; value: number } {
  const result = { quantile: 0, value: 0 };
  const outer = r.enter();
  while (r.next()) {
    if (r.field === 1) result.quantile = r.double();
    else if (r.field === 2) result.value = r.double();
    else r.skip();
  }
  r.leave(outer);
  return result;
}

const readers: Readonly<Record<PointKind, ReadField>> = {
  gauge: readNumberField,
  sum: readNumberField,
  histogram: readHistogramField,
  exponential_histogram: readExponentialField,
  summary: readSummaryField,
};
