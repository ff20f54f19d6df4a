import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Pipeline } from '../pipeline.ts';
import { processWide } from '../process-wide.ts';
import type { Queued } from '../queued-provider.ts';
import { logSerializer, spanSerializer } from '../serializers.ts';
import { createLatePipeline } from './late-pipeline.ts';

/** The ways to the Observatory from providers of others; undefined where no processor was made. */
interface Beside {
  traces: Omit<Pipeline<ReadableSpan>, 'close'> | undefined;
  logs: Omit<Pipeline<ReadableLogRecord>, 'close'> | undefined;
}
const beside = processWide('beside', (): Beside => ({ traces: undefined, logs: undefined }));

const taken = processWide('taken beside', () => new WeakSet<object>());

/** Whether no processor took this span or log record before; an application may have added two. */
export function isNew(record: object): boolean {
  if (taken.has(record)) return false;
  taken.add(record);
  return true;
}

/** The way of spans; one for all providers of the process. */
export function spansBeside(): Omit<Pipeline<ReadableSpan>, 'close'> {
  beside.traces ??= createLatePipeline({
    signal: 'traces',
    batch: ({ spanBatch }) => spanBatch,
    serializer: spanSerializer,
  });
  return beside.traces;
}

/** The way of log records; one for all providers of the process. */
export function logsBeside(): Omit<Pipeline<ReadableLogRecord>, 'close'> {
  beside.logs ??= createLatePipeline({
    signal: 'logs',
    batch: ({ logBatch }) => logBatch,
    serializer: logSerializer,
  });
  return beside.logs;
}

/** Whether a processor of this signal was made. */
export function hasProcessor(signal: 'traces' | 'metrics' | 'logs'): boolean {
  return signal !== 'metrics' && beside[signal] !== undefined;
}

/** Sends what the processors hold. Never rejects. */
export async function flushBeside(): Promise<void> {
  await Promise.allSettled([beside.traces?.flush(), beside.logs?.flush()]);
}

/** What the processors hold. */
export const waitingBeside: Queued = {
  takeWaiting: function* () {
    for (const one of [beside.traces, beside.logs]) if (one !== undefined) yield* one.takeWaiting();
  },
};
