import { Attr, eventName, recordNames } from '@observatory/shim/conventions';
import type { Config } from './config.ts';
import { isEvent } from './event-name.ts';
import { attribute, isPresent } from './ottl.ts';
import type { CollectorVersion } from './versions.ts';

/** Loki refuses a line with more than 64 KB or 128 entries beside it; the hub has the whole. */
const LONGEST_ATTRIBUTE = 8192;
const MOST_ATTRIBUTES = 80;

/** Events that only the hub reads: who still runs, and states of executions, which may be longer than a line of Loki. */
export function lokiLogsFilter(version: CollectorVersion): Config {
  return {
    error_mode: 'silent',
    logs: {
      log_record: [recordNames.heartbeat, eventName('snapshot')].map((name) => isEvent(name, version)),
    },
  };
}

/** On the way to Loki: stack traces stand in the line, and what stands beside it keeps to Loki's limits. */
export function lokiProcessor(): Config {
  const stack = attribute(Attr.exceptionStacktrace);
  return {
    error_mode: 'silent',
    log_statements: [
      {
        context: 'log',
        conditions: [isPresent(Attr.exceptionStacktrace)],
        statements: [
          `set(body, Concat([body, ${stack}], "\\n")) where body != nil`,
          `set(body, ${stack}) where body == nil`,
          `delete_key(attributes, "${Attr.exceptionStacktrace}")`,
        ],
      },
      {
        context: 'log',
        statements: [
          `truncate_all(attributes, ${LONGEST_ATTRIBUTE})`,
          `limit(attributes, ${MOST_ATTRIBUTES}, ["${Attr.exceptionType}", "${Attr.exceptionMessage}", "${Attr.executionId}"])`,
        ],
      },
    ],
  };
}
