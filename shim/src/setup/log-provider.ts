import type { Resource } from '@opentelemetry/resources';
import type { LoggerProvider, LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ShimConfig } from '../config/shim-config.ts';
import { Batcher } from './batcher.ts';
import type { Sdk } from './load-sdk.ts';
import { createOtlpExport } from './otlp-export.ts';
import type { Queued, QueuedProvider } from './queued-provider.ts';
import { createSender } from './senders.ts';
import { hideInLogs } from './user-id-processors.ts';
import { waitingRequests } from './waiting-requests.ts';

/** A logger provider that exports as the configuration says, and what is done with what waits. */
export function createLoggerProvider(
  config: ShimConfig,
  sdk: Sdk,
  resource: Resource,
): QueuedProvider<LoggerProvider> {
  const processors: LogRecordProcessor[] = config.pseudonymKey === undefined ? [] : [hideInLogs];
  const otlp = config.exporters.logs.otlp ? otlpProcessor(config, sdk) : null;
  if (otlp) processors.push(otlp);
  if (config.exporters.logs.console) {
    const exporter = new sdk.logs.ConsoleLogRecordExporter();
    processors.push(new sdk.logs.SimpleLogRecordProcessor({ exporter }));
  }
  return {
    provider: new sdk.logs.LoggerProvider({ resource, processors, logRecordLimits: config.limits.logRecord }),
    flush: async () => otlp?.forceFlush(),
    takeWaiting: () => otlp?.takeWaiting() ?? [],
  };
}

function otlpProcessor(config: ShimConfig, sdk: Sdk): LogRecordProcessor & Queued {
  const { targets, logBatch } = config;
  const sender = createSender('logs', config);
  const serializer =
    targets.logs.protocol === 'http/json'
      ? sdk.transformer.JsonLogsSerializer
      : sdk.transformer.ProtobufLogsSerializer;
  const send = createOtlpExport<ReadableLogRecord[]>(
    {
      signal: 'logs',
      sender,
      serializer,
      sizeOf: (records) => records.length,
    },
    sdk,
  );
  const batcher = new Batcher<ReadableLogRecord>('logs', logBatch, send);
  return {
    onEmit: (record) => batcher.add(record),
    forceFlush: () => batcher.flush(),
    takeWaiting: () => waitingRequests(batcher, sender, serializer),
    shutdown: async () => {
      batcher.close();
      sender.close();
    },
  };
}
