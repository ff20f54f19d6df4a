import type { Attributes, Histogram, MeterProvider, MetricOptions } from '@opentelemetry/api';
import { Attr, instrumentationMetrics, platformMetrics } from '../conventions/index.ts';
import { lateMeter } from '../metrics/late-meter.ts';
import { countMetric, observeMetric } from '../metrics/record.ts';

/** Label of a request that no route of the framework took: its path may hold ids. */
const UNMATCHED = 'unmatched';
/** Label of an operation that is none of these; the first word of a query may be anything. */
const OTHER = 'OTHER';
const sqlOperations = new Set(
  `SELECT INSERT UPDATE DELETE MERGE UPSERT WITH VALUES TABLE COPY CALL EXECUTE EXPLAIN BEGIN START COMMIT
   ROLLBACK SAVEPOINT RELEASE END ABORT CREATE ALTER DROP TRUNCATE COMMENT GRANT REVOKE LOCK LISTEN NOTIFY
   UNLISTEN FETCH DECLARE CLOSE PREPARE DEALLOCATE DISCARD SET RESET SHOW VACUUM ANALYZE REFRESH REINDEX DO`.split(
    /\s+/,
  ),
);

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
    const operation = text(attributes[Attr.dbOperationName]).toUpperCase();
    observeMetric(platformMetrics.databaseQueryDuration, seconds, {
      system: text(attributes[Attr.dbSystemName]),
      operation: sqlOperations.has(operation) ? operation : OTHER,
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
      histogram.record(value, attributes, context);
      record(value, attributes);
    },
  };
}

function text(value: Attributes[string]): string {
  return value === undefined ? '' : String(value);
}
