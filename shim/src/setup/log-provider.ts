import type { Resource } from '@opentelemetry/resources';
import type { LoggerProvider, LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ShimConfig } from '../config/shim-config.ts';
import type { Sdk } from './load-sdk.ts';

/** A logger provider that exports as the configuration says, and a function that sends what waits. */
export function createLoggerProvider(
  config: ShimConfig,
  sdk: Sdk,
  resource: Resource,
): { readonly provider: LoggerProvider; readonly flush: () => Promise<void> } {
  const processors: LogRecordProcessor[] = [];
  const otlp = config.exporters.otlp ? otlpProcessor(config, sdk) : null;
  if (otlp) processors.push(otlp);
  if (config.exporters.console) {
    const exporter = new sdk.logs.ConsoleLogRecordExporter();
    processors.push(new sdk.logs.SimpleLogRecordProcessor({ exporter }));
  }
  return {
    provider: new sdk.logs.LoggerProvider({ resource, processors }),
    flush: async () => otlp?.forceFlush(),
  };
}

function otlpProcessor({ endpoints, logBatch }: ShimConfig, sdk: Sdk): LogRecordProcessor {
  const send = sdk.createOtlpExport<ReadableLogRecord[]>({
    signal: 'logs',
    sender: new sdk.OtlpSender('logs', endpoints.logs),
    serializer: sdk.transformer.ProtobufLogsSerializer,
    sizeOf: (records) => records.length,
  });
  const batcher = new sdk.Batcher<ReadableLogRecord>('logs', logBatch, send);
  return {
    onEmit: (record) => batcher.add(record),
    forceFlush: () => batcher.flush(),
    shutdown: async () => batcher.close(),
  };
}
