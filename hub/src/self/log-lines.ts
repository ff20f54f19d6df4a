import { createLogger, type LogMethodName } from '@observatory/shim';
import { context, trace } from '@opentelemetry/api';
import { DrizzleQueryError } from 'drizzle-orm';
import type { LoggerOptions } from 'pino';
import { HUB_SERVICE } from '../resources/hub-sampler.ts';
import { isUntold } from './requests.ts';

/** Equal lines of ten seconds that are sent: a fault that repeats must not make telemetry of each repetition. */
const REPEAT_LIMIT = 10;
const levels: readonly LogMethodName[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/**
 * Sends the hub's lines, as they are written to stdout too: the message and what failed, no other field. Those of
 * requests that bring telemetry stay here, or a fault of storing them would bring about more of it.
 */
export function sentLines(): Required<Pick<LoggerOptions, 'hooks' | 'mixin'>> {
  const sent = createLogger(HUB_SERVICE, {
    destination: { write() {} },
    level: 'trace',
    repeatLimit: REPEAT_LIMIT,
  });
  return {
    mixin() {
      const span = trace.getActiveSpan();
      if (span === undefined) return {};
      const { traceId, spanId } = span.spanContext();
      return { trace_id: traceId, span_id: spanId };
    },
    hooks: {
      logMethod(args, method, level) {
        method.apply(this, args);
        if (isUntold(context.active())) return;
        const [first, second] = args as unknown[];
        const message = typeof first === 'string' ? first : second;
        const name = levels[Math.floor(level / 10) - 1];
        if (typeof message !== 'string' || name === undefined) return;
        const error = typeof first === 'object' ? (first as { err?: unknown } | null)?.err : undefined;
        sent[name](message, error instanceof Error ? { error: plain(error) } : {});
      },
    },
  };
}

/** Its name and message alone; Drizzle's message is the whole query with its parameters. */
function plain(error: Error): Error {
  const cause = error instanceof DrizzleQueryError && error.cause instanceof Error ? error.cause : error;
  const told = new Error(cause instanceof DrizzleQueryError ? 'a query failed' : cause.message);
  told.name = cause.name;
  told.stack = `${told.name}: ${told.message}`;
  return told;
}
