import type { Resource } from '@opentelemetry/resources';
import type { LoggerProvider, LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ShimConfig } from '../config/shim-config.ts';
import type { Sdk } from './load-sdk.ts';
import { createOutlet, createPipeline } from './pipeline.ts';
import type { Queued, QueuedProvider } from './queued-provider.ts';
import { logSerializer } from './serializers.ts';
import { hideInLogs } from './user-id-processors.ts';

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
  const outlet = createOutlet('logs', config, logSerializer(config, sdk), sdk);
  const { add, flush, takeWaiting, close } = createPipeline('logs', config.logBatch, outlet);
  return { onEmit: add, forceFlush: flush, takeWaiting, shutdown: async () => close() };
}
