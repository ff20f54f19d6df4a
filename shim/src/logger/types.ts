import type { LogLevel } from '../conventions/index.ts';

/** The levels of log lines, which are the methods of a logger. */
export type LogMethodName = Lowercase<LogLevel>;

/** A lowest level; `silent` writes nothing. */
export type LogLevelName = LogMethodName | 'silent';

/**
 * What a log line is about. The named keys stand at the top of the line, `operation` and every key that is
 * not named here stand in its `metadata`.
 */
export interface LogContext {
  readonly userId?: string | undefined;
  readonly agentId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly requestId?: string | undefined;
  readonly workflowId?: string | undefined;
  readonly executionId?: string | undefined;
  readonly operation?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** An error, also one that was caught as `unknown`. */
  readonly error?: unknown;
  readonly [key: string]: unknown;
}

export type MetricLabels = Readonly<Record<string, string | number | boolean>>;

export interface Logger {
  /** Lowest level that is written. A logger and its children share it; setting it changes them all at once. */
  level: LogLevelName;
  trace(message: string, context?: LogContext): void;
  debug(message: string, context?: LogContext): void;
  info(message: string, context?: LogContext): void;
  warn(message: string, context?: LogContext): void;
  /** An `Error` may stand in place of the context. */
  error(message: string, context?: LogContext | Error): void;
  fatal(message: string, context?: LogContext | Error): void;
  /** A logger whose lines carry this context too. */
  child(context: LogContext): Logger;
  /** Runs fn in a span of this name, below the current one; fn's error is recorded and thrown on unchanged. */
  traceAsync<T>(name: string, fn: () => T | PromiseLike<T>, context?: LogContext): Promise<T>;
  /** The function that it returns logs the time since now and returns it in milliseconds. */
  startTimer(name: string, context?: LogContext): () => number;
  /**
   * A name that ends in `_total` is a counter, in `_seconds`, `_ms` or `_bytes` a histogram, any other a
   * gauge. Labels must not be ids (design decision 3).
   */
  recordMetric(name: string, value: number, labels?: MetricLabels): void;
  isLevelEnabled(level: LogMethodName): boolean;
}
