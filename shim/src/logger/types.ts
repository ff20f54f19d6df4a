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

/** Labels of a metric by name; never ids. */
export type MetricLabels = Readonly<Record<string, string | number | boolean>>;

/**
 * A logger of one service (OR3, OR4). No method throws, but for what a traced function throws. The context of a
 * line may stand before its message, as pino has it.
 */
export interface Logger {
  /** Lowest level that is written. A logger and its children share it; setting it changes them all at once. */
  level: LogLevelName;
  /** The finest detail. */
  trace(message: string, context?: LogContext): void;
  /** The same, in the order of pino. */
  trace(context: LogContext | Error, message: string): void;
  /** What helps to find a fault. */
  debug(message: string, context?: LogContext): void;
  /** The same, in the order of pino. */
  debug(context: LogContext | Error, message: string): void;
  /** What happened. */
  info(message: string, context?: LogContext): void;
  /** The same, in the order of pino. */
  info(context: LogContext | Error, message: string): void;
  /** What was not expected and did no harm yet. */
  warn(message: string, context?: LogContext): void;
  /** The same, in the order of pino. */
  warn(context: LogContext | Error, message: string): void;
  /** What failed. An `Error` may stand in place of the context. */
  error(message: string, context?: LogContext | Error): void;
  /** The same, in the order of pino. */
  error(context: LogContext | Error, message: string): void;
  /** What ends the service. An `Error` may stand in place of the context. */
  fatal(message: string, context?: LogContext | Error): void;
  /** The same, in the order of pino. */
  fatal(context: LogContext | Error, message: string): void;
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
  /** Whether lines of this level are written, for those that are costly to put together. */
  isLevelEnabled(level: LogMethodName): boolean;
}
