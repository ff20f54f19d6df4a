import type { Resource } from '@opentelemetry/resources';
import type { LoggerProvider, LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ShimConfig } from '../config/shim-config.ts';
import { acceptRecord } from './bounded-queue.ts';
import type { Sdk } from './load-sdk.ts';
import { quietAgent } from './quiet-agent.ts';
import { watchExports } from './watch-exports.ts';

/** A logger provider that exports as the configuration says. */
export function createLoggerProvider(config: ShimConfig, sdk: Sdk, resource: Resource): LoggerProvider {
  const processors: LogRecordProcessor[] = [];
  if (config.exporters.otlp) processors.push(otlpProcessor(config, sdk));
  if (config.exporters.console) {
    const exporter = new sdk.logs.ConsoleLogRecordExporter();
    processors.push(new sdk.logs.SimpleLogRecordProcessor({ exporter }));
  }
  return new sdk.logs.LoggerProvider({ resource, processors });
}

function otlpProcessor({ endpoints, logBatch }: ShimConfig, sdk: Sdk): LogRecordProcessor {
  const exporter = watchExports(
    new sdk.logExporter.OTLPLogExporter({ url: endpoints.logs, httpAgentOptions: quietAgent }),
    'logs',
    endpoints.logs,
    (records) => records.length,
  );
  const batch = new sdk.logs.BatchLogRecordProcessor({
    exporter,
    scheduledDelayMillis: logBatch.delayMs,
    maxExportBatchSize: logBatch.maxBatchSize,
    // Never reached: what waits is bounded before, where drops can be counted.
    maxQueueSize: logBatch.maxQueueSize * 2,
  });
  const forward = batch.onEmit.bind(batch);
  batch.onEmit = (record) => {
    if (acceptRecord('logs', logBatch.maxQueueSize)) forward(record);
  };
  return batch;
}
