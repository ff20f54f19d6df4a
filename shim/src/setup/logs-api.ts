import * as api from '@opentelemetry/api';
import { type Logger, type LogRecord, logs as separateLogs } from '@opentelemetry/api-logs';
import { SCOPE_NAME, SHIM_VERSION } from '../version.ts';

export type { LogRecord };

/**
 * The one place that touches the Logs API: with `@opentelemetry/api` 1.9 it is a package of its own, from
 * 1.10 on it is part of the API.
 */
const merged = 'logs' in api ? (api.logs as typeof separateLogs) : undefined;

/** Set while the provider is the shim's own, which registers with the separate package. */
let ownProvider = false;
let loggers = new Map<string, Logger>();

function logsApi(): typeof separateLogs {
  return ownProvider ? separateLogs : (merged ?? separateLogs);
}

/** The logger of a scope; the shim's own scope unless named. */
export function otelLogger(scope: string = SCOPE_NAME): Logger {
  const known = loggers.get(scope);
  if (known !== undefined) return known;
  const logger = logsApi().getLogger(scope, SHIM_VERSION);
  loggers.set(scope, logger);
  return logger;
}

/** Whether someone listens to log records. */
export function logsListened(): boolean {
  return otelLogger().enabled();
}

type LoggerProvider = Parameters<typeof separateLogs.setGlobalLoggerProvider>[0];

/** Registers the shim's own provider; false where the application has registered one. */
export function registerLoggerProvider(provider: LoggerProvider): boolean {
  if (logsListened()) return false;
  ownProvider = separateLogs.setGlobalLoggerProvider(provider) === provider;
  // The application may write its logs with either.
  if (ownProvider) merged?.setGlobalLoggerProvider(provider);
  loggers = new Map();
  return ownProvider;
}

export function unregisterLoggerProvider(): void {
  if (ownProvider) {
    separateLogs.disable();
    merged?.disable();
  }
  ownProvider = false;
  loggers = new Map();
}
