import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { Encoding } from './marks.ts';
import { scope, serviceOf } from './records.ts';

/** A counter that goes up by one with each request that holds it. */
export const LOAD_METRIC = 'load.requests';
/** Attribute of its series: the number of the load, and which series it is. */
export const LOAD_NUMBER = 'load.number';

type ResourceMetrics = Parameters<typeof ProtobufMetricsSerializer.serializeRequest>[0];

/** A request with one point of each series of the load; all of them have the given value. */
export function metricsBody(
  encoding: Encoding,
  of: { number: string; series: number; value: number; startUs: number; nowUs: number },
): Buffer {
  const hr = (us: number): [number, number] => [Math.floor(us / 1e6), (us % 1e6) * 1000];
  const request = {
    resource: serviceOf(0),
    scopeMetrics: [
      {
        scope,
        metrics: [
          {
            descriptor: { name: LOAD_METRIC, description: '', unit: '{request}', valueType: 0 },
            aggregationTemporality: 1,
            dataPointType: 3,
            isMonotonic: true,
            dataPoints: Array.from({ length: of.series }, (_, series) => ({
              startTime: hr(of.startUs),
              endTime: hr(of.nowUs),
              attributes: { [LOAD_NUMBER]: of.number, series: String(series) },
              value: of.value,
            })),
          },
        ],
      },
    ],
  } as unknown as ResourceMetrics;
  const serializer = encoding === 'json' ? JsonMetricsSerializer : ProtobufMetricsSerializer;
  const body = serializer.serializeRequest(request);
  if (body === undefined) throw new Error('the serializer gave nothing');
  return Buffer.from(body);
}
