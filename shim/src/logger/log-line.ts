import { type Context, isSpanContextValid, trace } from '@opentelemetry/api';
import { shimContextOf } from '../context/shim-context.ts';
import { isSecretName, REDACTED } from '../safe/redact.ts';
import { plainError } from './plain-error.ts';
import { safeValue } from './safe-value.ts';
import type { LogContext } from './types.ts';

/** The members of a line beside level, timestamp, service and message. */
export type LogLine = Record<string, unknown>;

/**
 * The members of one line: the ids of the active span, the fields of the context around, then the bound
 * and the given context (contract, "Shim", OR3).
 */
export function logLine(
  around: Context,
  bound: LogLine | undefined,
  given: LogContext | Error | undefined,
): LogLine {
  const line: LogLine = {};
  const span = trace.getSpanContext(around);
  if (span !== undefined && isSpanContextValid(span)) {
    line.traceId = span.traceId;
    line.spanId = span.spanId;
  }
  const shim = shimContextOf(around);
  if (shim !== undefined) Object.assign(line, shim.line);
  if (bound !== undefined) Object.assign(line, bound);
  if (given !== undefined) addContext(line, given);
  return line;
}

/** Adds a caller's context to a line. Members that cannot be read are left out. */
export function addContext(line: LogLine, given: LogContext | Error): void {
  if (given === null || typeof given !== 'object') return;
  if (given instanceof Error) {
    line.error = plainError(given);
    return;
  }
  for (const key in given) {
    try {
      addMember(line, key, given[key]);
    } catch {
      addMetadata(line, key, '[unreadable]');
    }
  }
}

function addMember(line: LogLine, key: string, value: unknown): void {
  if (value === undefined) return;
  switch (key) {
    case 'userId':
    case 'agentId':
    case 'sessionId':
    case 'requestId':
    case 'workflowId':
    case 'executionId':
      line[key] = typeof value === 'string' ? value : String(value);
      return;
    case 'error':
      line.error = plainError(value);
      return;
    case 'metadata':
      if (value !== null && typeof value === 'object') {
        for (const name of Object.keys(value)) addMetadata(line, name, (value as LogLine)[name]);
        return;
      }
  }
  addMetadata(line, key, value);
}

function addMetadata(line: LogLine, key: string, value: unknown): void {
  // A bound context's metadata is shared by many lines, so it is copied before something is added.
  const metadata = { ...(line.metadata as LogLine | undefined) };
  metadata[key] = isSecretName(key) && value !== null ? REDACTED : safeValue(value);
  line.metadata = metadata;
}
