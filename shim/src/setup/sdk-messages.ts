import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { ShimConfig } from '../config/shim-config.ts';
import { say } from './say.ts';

const levels = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
} as const;

/** Shows what OpenTelemetry's SDK says about itself, where `OTEL_LOG_LEVEL` asks for it. */
export function showSdkMessages({ sdkLogLevel }: ShimConfig): void {
  if (sdkLogLevel === 'none') return;
  const line = (message: string, ...details: unknown[]) =>
    say(['sdk:', message, ...details.map(String)].join(' '));
  diag.setLogger(
    { error: line, warn: line, info: line, debug: line, verbose: line },
    { logLevel: levels[sdkLogLevel], suppressOverrideMessage: true },
  );
}
