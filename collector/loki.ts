import { Attr } from '@observatory/shim/conventions';
import type { Config } from './config.ts';
import { attribute, isPresent } from './ottl.ts';

/** Loki refuses a line with more than 64 KB or 128 entries beside it; the hub has the whole. */
const LONGEST_ATTRIBUTE = 8192;
const MOST_ATTRIBUTES = 80;

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
