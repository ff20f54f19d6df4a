import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import { currentConfig, followConfig } from '../config/current-config.ts';
import { activeContext } from '../context/active-context.ts';
import { logLevels } from '../conventions/index.ts';
import { recordCustomMetric } from '../metrics/custom-metric.ts';
import { sayOnce } from '../setup/say.ts';
import { stdoutIn } from './destination.ts';
import { lineCountsOf, recordLineDuration } from './line-metrics.ts';
import { addContext, type LogLine, logLine } from './log-line.ts';
import { emitLogRecord } from './log-record.ts';
import { timestampMember } from './timestamp.ts';
import { tracedCall } from './traced-call.ts';
import type { LogContext, Logger, LogMethodName, MetricLabels } from './types.ts';

export interface LoggerOptions {
  /** Where lines go; stdout unless given. */
  readonly destination?: DestinationStream;
  /** Lowest level; `LOG_LEVEL` unless given. */
  readonly level?: LogMethodName | 'silent';
}

/** A logger that writes JSON lines to stdout and sends the same records over OTLP (OR3, OR4). */
export function createLogger(service: string, options: LoggerOptions = {}): Logger {
  const { level, format } = currentConfig().log;
  const writer = pino(
    {
      level: options.level ?? level,
      base: { service },
      messageKey: 'message',
      timestamp: timestampMember,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    options.destination ?? stdoutIn(format),
  );
  return new ServiceLogger(service, writer, undefined);
}

/** Places of the levels in `logLevels` and in the counts. */
const places = { trace: 0, debug: 1, info: 2, warn: 3, error: 4, fatal: 5 } as const satisfies Record<
  LogMethodName,
  number
>;

class ServiceLogger implements Logger {
  readonly #service: string;
  readonly #writer: PinoLogger;
  readonly #bound: LogLine | undefined;
  readonly #counts: Float64Array;
  /** Place of the lowest level that is written. */
  readonly #lowest: number;
  readonly #labels: { readonly service: string };

  constructor(service: string, writer: PinoLogger, bound: LogLine | undefined) {
    this.#service = service;
    this.#writer = writer;
    this.#bound = bound;
    this.#counts = lineCountsOf(service);
    this.#labels = { service };
    this.#lowest = writer.level === 'silent' ? logLevels.length : places[writer.level as LogMethodName];
  }

  trace(message: string, context?: LogContext): void {
    if (this.#lowest <= places.trace) this.#log('trace', message, context);
  }

  debug(message: string, context?: LogContext): void {
    if (this.#lowest <= places.debug) this.#log('debug', message, context);
  }

  info(message: string, context?: LogContext): void {
    if (this.#lowest <= places.info) this.#log('info', message, context);
  }

  warn(message: string, context?: LogContext): void {
    if (this.#lowest <= places.warn) this.#log('warn', message, context);
  }

  error(message: string, context?: LogContext | Error): void {
    if (this.#lowest <= places.error) this.#log('error', message, context);
  }

  fatal(message: string, context?: LogContext | Error): void {
    if (this.#lowest <= places.fatal) this.#log('fatal', message, context);
  }

  child(context: LogContext): Logger {
    const bound: LogLine = { ...this.#bound };
    addContext(bound, context);
    return new ServiceLogger(this.#service, this.#writer, bound);
  }

  traceAsync<T>(name: string, fn: () => T | PromiseLike<T>, context?: LogContext): Promise<T> {
    return tracedCall(name, fn, context);
  }

  startTimer(name: string, context?: LogContext): () => number {
    const start = performance.now();
    return () => {
      const duration = Math.round((performance.now() - start) * 1000) / 1000;
      this.info(`${name} took ${duration} ms`, { operation: name, ...context, duration });
      return duration;
    };
  }

  recordMetric(name: string, value: number, labels?: MetricLabels): void {
    recordCustomMetric(name, value, labels);
  }

  isLevelEnabled(level: LogMethodName): boolean {
    return this.#lowest <= places[level];
  }

  #log(method: LogMethodName, message: string, context: LogContext | Error | undefined): void {
    const start = performance.now();
    try {
      const around = activeContext();
      const line = logLine(around, this.#bound, context);
      this.#writer[method](line, message);
      const place = places[method];
      this.#counts[place] = (this.#counts[place] ?? 0) + 1;
      const { signals } = currentConfig();
      if (signals.logs) emitLogRecord(this.#service, method, message, line, around);
      if (signals.metrics) recordLineDuration(performance.now() - start, this.#labels);
    } catch (error) {
      sayOnce(`log:${this.#service}`, `a log line of ${this.#service} was lost: ${String(error)}`);
    }
  }
}

// Where metrics are switched off the method itself is replaced: the engine then drops the call, as it drops
// that of an instrument without an SDK, while asking a switch each time would cost more than that.
followConfig(({ signals }) => {
  ServiceLogger.prototype.recordMetric = signals.metrics ? recordCustomMetric : () => {};
});
