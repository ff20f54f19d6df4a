import { type DestinationStream, pino } from 'pino';
import { currentConfig } from '../config/current-config.ts';
import { crashTasks } from '../setup/crash-tasks.ts';
import { sayOnce } from '../setup/say.ts';
import { linesTo } from './destination.ts';
import { LineOutput } from './line-output.ts';
import { lineRedaction } from './line-redaction.ts';
import { lineTallyOf } from './line-tally.ts';
import { timestampAndMembers } from './line-text.ts';
import { newLevelSetting } from './log-level.ts';
import { plainText } from './log-line.ts';
import { type SampledLevels, shareByPlace } from './sampling.ts';
import { ServiceLogger } from './service-logger.ts';
import type { Logger, LogLevelName } from './types.ts';

/** What `createLogger` may be told; each option wins over its variable. */
export interface LoggerOptions {
  /** Where lines go; stdout unless given. */
  readonly destination?: DestinationStream | undefined;
  /** Lowest level; what `setLogLevel` said or `LOG_LEVEL` unless given. */
  readonly level?: LogLevelName | undefined;
  /** Share of the lines of a level that is written (0 to 1), over `OBSERVATORY_LOG_SAMPLE`. */
  readonly sample?: SampledLevels | undefined;
  /** `OBSERVATORY_LOG_REPEAT_LIMIT`; 0 for no limit. */
  readonly repeatLimit?: number | undefined;
  /** Paths whose values are hidden in lines and records, beside those of `OBSERVATORY_REDACT`. */
  readonly redact?: readonly string[] | undefined;
}

/**
 * A logger that writes JSON lines to stdout and sends the same records over OTLP (OR3, OR4). Its name is that of
 * the service unless given.
 */
export function createLogger(service?: string, given?: LoggerOptions): Logger {
  const name = plainText(service ?? currentConfig().serviceName);
  const options = given ?? {};
  const { level, format, target, repeatLimit, sample, redact } = currentConfig().log;
  const writer = pino(
    {
      // The shim's own level decides, which can change.
      level: 'trace',
      base: { service: name },
      messageKey: 'message',
      timestamp: timestampAndMembers,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    options.destination ?? linesTo(target, format),
  );
  if (options.destination === undefined) {
    crashTasks.writeLine ??= (crashed, message, error) => createLogger(crashed).fatal(message, { error });
  }
  const tally = lineTallyOf(name);
  return new ServiceLogger({
    // The SDK keeps a logger for each name, so records go out under no more names than lines are counted under.
    output: new LineOutput(
      tally.labels.service,
      writer,
      lineRedaction([...redact, ...validPaths(options.redact)]),
    ),
    level: newLevelSetting(name, options.level, level),
    tally,
    repeatLimit: validLimit(options.repeatLimit, repeatLimit),
    shares: shareByPlace({ ...sample, ...options.sample }),
  });
}

function validPaths(own: unknown): readonly string[] {
  if (own === undefined) return [];
  if (Array.isArray(own)) return own;
  sayOnce('redact:list', 'the option redact of createLogger hides nothing: it is no list of paths');
  return [];
}

function validLimit(own: number | undefined, configured: number): number {
  if (own === undefined) return configured;
  if (Number.isInteger(own) && own >= 0) return own;
  sayOnce(
    `repeatLimit:${String(own)}`,
    `repeatLimit ${String(own)} is no integer from 0 up: ${configured} is used`,
  );
  return configured;
}
