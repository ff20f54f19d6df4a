import { currentConfig, followConfig } from '../config/current-config.ts';
import { activeContext } from '../context/active-context.ts';
import { recordCustomMetric } from '../metrics/custom-metric.ts';
import { sayOnce } from '../setup/say.ts';
import { recordLineDuration } from './line-duration.ts';
import type { LineOutput } from './line-output.ts';
import { type LineTally, observeLines } from './line-tally.ts';
import { type LevelSetting, levelAt, levelPlaces, placeOf } from './log-level.ts';
import { addContext, type LogLine, logLine, plainText } from './log-line.ts';
import { isError } from './plain-error.ts';
import { isSampled } from './sampling.ts';
import { tracedCall } from './traced-call.ts';
import type { LogContext, Logger, LogLevelName, LogMethodName, MetricLabels } from './types.ts';

/** What a logger and its children have in common. */
export interface LoggerCore {
  readonly output: LineOutput;
  readonly level: LevelSetting;
  readonly tally: LineTally;
  /** Lines of one level and message in a window; 0 for no limit. */
  readonly repeatLimit: number;
  /** Share of the lines that is written, by the place of the level. */
  readonly shares: readonly number[] | undefined;
}

/** Loggers of one service, which differ in what is bound to their lines. */
export class ServiceLogger implements Logger {
  readonly #core: LoggerCore;
  readonly #setting: LevelSetting;
  readonly #bound: LogLine | undefined;

  constructor(core: LoggerCore, bound?: LogLine) {
    this.#core = core;
    this.#setting = core.level;
    this.#bound = bound;
  }

  get level(): LogLevelName {
    return levelAt(this.#setting.lowest);
  }

  set level(level: LogLevelName) {
    this.#setting.lowest = placeOf(level) ?? this.#setting.lowest;
  }

  trace(message: unknown, context?: unknown): void {
    if (this.#setting.lowest <= levelPlaces.trace) this.#log('trace', message, context);
  }

  debug(message: unknown, context?: unknown): void {
    if (this.#setting.lowest <= levelPlaces.debug) this.#log('debug', message, context);
  }

  info(message: unknown, context?: unknown): void {
    if (this.#setting.lowest <= levelPlaces.info) this.#log('info', message, context);
  }

  warn(message: unknown, context?: unknown): void {
    if (this.#setting.lowest <= levelPlaces.warn) this.#log('warn', message, context);
  }

  error(message: unknown, context?: unknown): void {
    if (this.#setting.lowest <= levelPlaces.error) this.#log('error', message, context);
  }

  fatal(message: unknown, context?: unknown): void {
    if (this.#setting.lowest <= levelPlaces.fatal) this.#log('fatal', message, context);
  }

  child(context: LogContext): Logger {
    const bound: LogLine = { ...this.#bound };
    if (typeof bound.metadata === 'object') bound.metadata = { ...bound.metadata };
    addContext(bound, context);
    return new ServiceLogger(this.#core, bound);
  }

  traceAsync<T>(name: string, fn: () => T | PromiseLike<T>, context?: LogContext): Promise<T> {
    return tracedCall(name, fn, context);
  }

  startTimer(name: string, context?: LogContext): () => number {
    const start = performance.now();
    const operation = plainText(name);
    return () => {
      const duration = Math.round((performance.now() - start) * 1000) / 1000;
      const logger = this.child({ operation }).child(context ?? {});
      logger.info(`${operation} took ${duration} ms`, { duration });
      return duration;
    };
  }

  recordMetric(name: string, value: number, labels?: MetricLabels): void {
    recordCustomMetric(name, value, labels);
  }

  isLevelEnabled(level: LogMethodName): boolean {
    return this.#setting.lowest <= levelPlaces[level];
  }

  #log(method: LogMethodName, first: unknown, second: unknown): void {
    const start = performance.now();
    const { output, tally, shares, repeatLimit } = this.#core;
    const place = levelPlaces[method];
    try {
      const isFirst = typeof first !== 'string' && isContextFirst(first, second);
      const message = plainText(isFirst ? (second ?? first) : first);
      const context = (isFirst ? first : second) as LogContext | Error | undefined;
      const around = activeContext();
      const { metrics } = currentConfig().signals;
      if (metrics) tally.counts[place] = (tally.counts[place] ?? 0) + 1;
      if (shares !== undefined && !isSampled(shares[place] ?? 1, around)) {
        tally.leftOut.sampled += 1;
        return;
      }
      if (repeatLimit > 0 && !tally.repeats.admits(place, message, repeatLimit, start, output)) {
        tally.leftOut.repeated += 1;
        return;
      }
      output.write(method, message, logLine(around, this.#bound, context), around);
      if (metrics) {
        observeLines();
        recordLineDuration(performance.now() - start, tally.labels);
      }
    } catch (error) {
      sayOnce(
        `log:${tally.labels.service}`,
        `a log line of ${tally.labels.service} was lost: ${String(error)}`,
      );
    }
  }
}

/** Whether a line has its context before its message, as pino has it, or is an error and nothing else. */
function isContextFirst(first: unknown, second: unknown): boolean {
  if (typeof first !== 'object' || first === null) return false;
  return typeof second === 'string' || (second === undefined && isError(first));
}

// Where metrics are switched off the method itself is replaced: the engine then drops the call, as it drops
// that of an instrument without an SDK, while asking a switch each time would cost more than that.
followConfig(({ signals }) => {
  ServiceLogger.prototype.recordMetric = signals.metrics ? recordCustomMetric : () => {};
});
