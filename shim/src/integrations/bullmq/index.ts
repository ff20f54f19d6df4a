import { type QueueTelemetry, queueTelemetry } from '../../instrumentation/queues/bullmq-telemetry.ts';

/**
 * The option `telemetry` of BullMQ's queues, workers and flow producers, where `register` cannot reach BullMQ (in a
 * bundle): `new Worker('answers', work, { connection, telemetry: bullmqTelemetry() })`.
 */
export function bullmqTelemetry(): QueueTelemetry {
  return queueTelemetry;
}

export type { QueueTelemetry };
