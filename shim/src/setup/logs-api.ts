import * as api from '@opentelemetry/api';
import { type Logger, type LogRecord, logs as separateLogs } from '@opentelemetry/api-logs';
import { SCOPE_NAME, SHIM_VERSION } from '../version.ts';
import { processWide } from './process-wide.ts';

export type { LogRecord };

/**
 * The one place that touches the Logs API: with `@opentelemetry/api` 1.9 it is a package of its own, from
 * 1.10 on it is part of the API.
 */
const merged = 'logs' in api ? (api.logs as typeof separateLogs) : undefined;

interface State {
  /** True while the provider is the shim's own, which registers with the separate package. */
  ownProvider: boolean;
  readonly loggers: Map<string, Logger>;
}
const state = processWide('logs', (): State => ({ ownProvider: false, loggers: new Map() }));

function logsApi(): typeof separateLogs {
  return state.ownProvider ? separateLogs : (merged ?? separateLogs);
}

/** The logger of a scope; the shim's own scope unless named. */
export function otelLogger(scope: string = SCOPE_NAME): Logger {
  const known = state.loggers.get(scope);
  if (known !== undefined) return known;
  const logger = logsApi().getLogger(scope, SHIM_VERSION);
  state.loggers.set(scope, logger);
  return logger;
}

/** Whether someone listens to log records. */
export function logsListened(): boolean {
  return isListenedTo(otelLogger());
}

/** Whether someone takes what this logger emits. Loggers of SDKs up to 0.203 cannot tell, but those are real. */
export function isListenedTo(
  logger: Partial<Pick<Logger, 'enabled'>>,
  options?: Parameters<Logger['enabled']>[0],
): boolean {
  return logger.enabled?.(options) ?? true;
}

/** The provider that takes log records. */
export function loggerProvider(): object {
  return logsApi().getLoggerProvider();
}

type LoggerProvider = Parameters<typeof separateLogs.setGlobalLoggerProvider>[0];

/** Registers the shim's own provider; false where the application has registered one. */
export function registerLoggerProvider(provider: LoggerProvider): boolean {
  if (logsListened()) return false;
  state.ownProvider = separateLogs.setGlobalLoggerProvider(provider) === provider;
  // The application may write its logs with either.
  if (state.ownProvider) merged?.setGlobalLoggerProvider(provider);
  state.loggers.clear();
  return state.ownProvider;
}

export function unregisterLoggerProvider(): void {
  if (state.ownProvider) {
    separateLogs.disable();
    merged?.disable();
  }
  state.ownProvider = false;
  state.loggers.clear();
}
