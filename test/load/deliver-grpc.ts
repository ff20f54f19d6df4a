import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { type Delivery, type Outcome, outcomeOfSuccess, type Signal } from './deliver.ts';

const METHODS: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};

/** The codes after which OTLP/gRPC lets a client come again; RESOURCE_EXHAUSTED only with RetryInfo. */
const RETRYABLE = new Set([
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.OUT_OF_RANGE,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

const same = (bytes: Buffer) => bytes;

/** OTLP/gRPC, without TLS: it goes to loopback alone. */
export function grpcDelivery(of: {
  readonly url: string;
  readonly gzip: boolean;
  readonly key: string | undefined;
  readonly timeoutMs: number;
}): Delivery {
  const client = new Client(new URL(of.url).host, credentials.createInsecure(), {
    ...(of.gzip && { 'grpc.default_compression_algorithm': 2 }),
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
  });
  const metadata = new Metadata();
  if (of.key !== undefined) metadata.set('authorization', `Bearer ${of.key}`);
  const deliver = (signal: Signal, body: Buffer): Promise<Outcome> =>
    new Promise((resolve) => {
      client.makeUnaryRequest(
        METHODS[signal],
        same,
        same,
        body,
        metadata,
        { deadline: Date.now() + of.timeoutMs },
        (error, answer) =>
          resolve(error ? outcomeOf(error) : outcomeOfSuccess('protobuf', answer ?? Buffer.alloc(0))),
      );
    });
  return { deliver, close: () => client.close() };
}

function outcomeOf(error: ServiceError): Outcome {
  const isToComeAgain =
    RETRYABLE.has(error.code) ||
    (error.code === status.RESOURCE_EXHAUSTED && error.metadata.get('grpc-status-details-bin').length > 0);
  return { kind: isToComeAgain ? 'again' : 'refused', reason: error.message };
}
