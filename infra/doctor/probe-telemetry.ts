import { doctorMetrics } from '@observatory/shim/conventions';
import type { Walk } from './check.ts';

/** `service.name` of what the doctor sends. */
export const DOCTOR_SERVICE = 'observatory-doctor';

const resource = { attributes: [{ key: 'service.name', value: { stringValue: DOCTOR_SERVICE } }] };
const scope = { name: DOCTOR_SERVICE };
const SPAN_ID = '0d0c701000000001';

/** One failed server span (kept by any sampling, counted by span metrics), one log line and one counter, as OTLP/JSON. */
export function probeTelemetry({ traceId, startedMs }: Walk): Record<'traces' | 'logs' | 'metrics', object> {
  const nanos = (ms: number) => `${ms}000000`;
  return {
    traces: {
      resourceSpans: [
        {
          resource,
          scopeSpans: [
            {
              scope,
              spans: [
                {
                  traceId,
                  spanId: SPAN_ID,
                  name: 'doctor walk',
                  kind: 2,
                  startTimeUnixNano: nanos(startedMs - 5),
                  endTimeUnixNano: nanos(startedMs),
                  status: { code: 2, message: 'not an error: a failed span is kept by every sampling' },
                },
              ],
            },
          ],
        },
      ],
    },
    logs: {
      resourceLogs: [
        {
          resource,
          scopeLogs: [
            {
              scope,
              logRecords: [
                {
                  timeUnixNano: nanos(startedMs),
                  severityNumber: 9,
                  severityText: 'INFO',
                  body: { stringValue: 'observatory doctor walks through the stack' },
                  traceId,
                  spanId: SPAN_ID,
                },
              ],
            },
          ],
        },
      ],
    },
    metrics: {
      resourceMetrics: [
        {
          resource,
          scopeMetrics: [
            {
              scope,
              metrics: [
                {
                  name: doctorMetrics.checks.name,
                  unit: doctorMetrics.checks.unit,
                  sum: {
                    aggregationTemporality: 2,
                    isMonotonic: true,
                    dataPoints: [
                      {
                        startTimeUnixNano: nanos(startedMs - 1000),
                        timeUnixNano: nanos(startedMs),
                        asInt: '1',
                      },
                    ],
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  };
}
