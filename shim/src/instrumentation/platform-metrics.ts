import type { Attributes, Histogram, MeterProvider, MetricOptions } from '@opentelemetry/api';
import { Attr, instrumentationMetrics, platformMetrics } from '../conventions/index.ts';
import { lateMeter } from '../metrics/late-meter.ts';
import { countMetric, observeMetric } from '../metrics/record.ts';
import { knownOperation, OTHER_OPERATION } from './databases/operations.ts';

/** Label of a request that no route of the framework took: its path may hold ids. */
const UNMATCHED = 'unmatched';

const recorders: Record<string, (seconds: number, attributes: Attributes) => void> = {
  [instrumentationMetrics.httpServerDuration]: (seconds, attributes) => {
    const labels = {
      method: text(attributes[Attr.httpRequestMethod]),
      route: text(attributes[Attr.httpRoute]) || UNMATCHED,
      status: text(attributes[Attr.httpResponseStatusCode]),
    };
    countMetric(platformMetrics.httpRequests, 1, labels);
    observeMetric(platformMetrics.httpRequestDuration, seconds, labels);
  },
  [instrumentationMetrics.databaseDuration]: (seconds, attributes) => {
    observeMetric(platformMetrics.databaseQueryDuration, seconds, {
      system: text(attributes[Attr.dbSystemName]),
      operation: text(attributes[Attr.dbOperationName]) || OTHER_OPERATION,
    });
  },
};

/**
 * The meter provider of instrumentations: their own metrics, and from the same measurements the platform's
 * (OR6), for every request and query, sampled or not.
 */
export const instrumentationMeters: MeterProvider = {
  getMeter(scope, version) {
    const meter = lateMeter(scope, version);
    return {
      ...meter,
      createHistogram: (name: string, options?: MetricOptions) => {
        const histogram = meter.createHistogram(name, options);
        const record = recorders[name];
        return record === undefined ? histogram : recordedTwice(histogram, record);
      },
    };
  },
};

function recordedTwice(
  histogram: Histogram,
  record: (value: number, attributes: Attributes) => void,
): Histogram {
  return {
    record(value, attributes = {}, context) {
      const bounded = withKnownOperation(attributes);
      histogram.record(value, bounded, context);
      record(value, bounded);
    },
  };
}

/** The operation of a query as the instrumentation has it may be any word of its text. */
function withKnownOperation(attributes: Attributes): Attributes {
  const operation = attributes[Attr.dbOperationName];
  if (operation === undefined) return attributes;
  const known = knownOperation(text(attributes[Attr.dbSystemName]), text(operation));
  return { ...attributes, [Attr.dbOperationName]: known };
}

function text(value: Attributes[string]): string {
  return value === undefined ? '' : String(value);
}
