import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { ShimConfig } from '../config/shim-config.ts';
import { TOO_LATE } from './beside/advice.ts';
import { say, sayOnce } from './say.ts';

const levels = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
} as const;

/**
 * Shows what OpenTelemetry's SDK says about itself, where `OTEL_LOG_LEVEL` asks for it. In any case it is said when
 * the application registers a provider after the shim, which would go blank without a word.
 */
export function showSdkMessages({ sdkLogLevel }: ShimConfig): void {
  const isQuiet = sdkLogLevel === 'none';
  const line = (message: string, ...details: unknown[]) => {
    if (tooLate.test(message)) sayOnce(TOO_LATE);
    if (!isQuiet) say(['sdk:', message, ...details.map(String)].join(' '));
  };
  diag.setLogger(
    { error: line, warn: line, info: line, debug: line, verbose: line },
    { logLevel: isQuiet ? DiagLogLevel.ERROR : levels[sdkLogLevel], suppressOverrideMessage: true },
  );
}

/** The API's error where a provider is registered already. */
const tooLate = /duplicate registration of API: trace/;
