import { newPoint, type PointKind, type RawBuckets, type RawPoint } from '../points.ts';
import { jsonAttributes } from './any-value.ts';
import type { JsonObject, JsonReader } from './json-reader.ts';

/** One data point of a metric of the given kind. */
export function readJsonPoint(r: JsonReader, kind: PointKind, input: JsonObject): RawPoint {
  const point = newPoint();
  point.attributes = jsonAttributes(r, input.attributes);
  point.startUs = r.micros(input.startTimeUnixNano, 'startTimeUnixNano');
  point.timeUs = r.micros(input.timeUnixNano, 'timeUnixNano');
  point.flags = r.int(input.flags, 'flags');
  readers[kind](r, input, point);
  return point;
}

type ReadKind = (r: JsonReader, input: JsonObject, point: RawPoint) => void;

const readNumber: ReadKind = (r, input, point) => {
  if (isSet(input.asInt)) point.value = r.nearest(input.asInt, 'signed', 'asInt');
  else if (isSet(input.asDouble)) point.value = r.double(input.asDouble, 'asDouble');
};

const readHistogram: ReadKind = (r, input, point) => {
  readDistribution(r, input, point);
  point.bounds = [];
  r.each(input.explicitBounds, 'explicitBounds', (item) => point.bounds?.push(r.double(item)));
  point.bucketCounts = counts(r, input.bucketCounts);
};

const readExponential: ReadKind = (r, input, point) => {
  readDistribution(r, input, point);
  point.scale = r.int(input.scale, 'scale');
  point.zeroCount = r.nearest(input.zeroCount, 'unsigned', 'zeroCount');
  point.zeroThreshold = r.double(input.zeroThreshold, 'zeroThreshold');
  point.positive = r.within(input.positive, 'positive', (buckets) => readBuckets(r, buckets));
  point.negative = r.within(input.negative, 'negative', (buckets) => readBuckets(r, buckets));
};

const readSummary: ReadKind = (r, input, point) => {
  readDistribution(r, input, point);
  point.quantiles = [];
  r.each(input.quantileValues, 'quantileValues', (item) => {
    const { quantile, value } = r.object(item);
    point.quantiles?.push({ quantile: r.double(quantile, 'quantile'), value: r.double(value, 'value') });
  });
};

const readers: Readonly<Record<PointKind, ReadKind>> = {
  gauge: readNumber,
  sum: readNumber,
  histogram: readHistogram,
  exponential_histogram: readExponential,
  summary: readSummary,
};

function readDistribution(r: JsonReader, input: JsonObject, point: RawPoint): void {
  point.count = r.nearest(input.count, 'unsigned', 'count');
  if (isSet(input.sum)) point.value = r.double(input.sum, 'sum');
  if (isSet(input.min)) point.min = r.double(input.min, 'min');
  if (isSet(input.max)) point.max = r.double(input.max, 'max');
}

function readBuckets(r: JsonReader, buckets: JsonObject): RawBuckets {
  return { offset: r.int(buckets.offset, 'offset'), bucketCounts: counts(r, buckets.bucketCounts) };
}

function counts(r: JsonReader, list: unknown): number[] {
  const result: number[] = [];
  r.each(list, 'bucketCounts', (item) => result.push(r.nearest(item, 'unsigned')));
  return result;
}

/** Null stands for an absent field (protobuf's JSON mapping). */
const isSet = (value: unknown): boolean => value !== undefined && value !== null;
