import { type Context, isSpanContextValid, trace } from '@opentelemetry/api';
import { shimContextOf } from '../context/shim-context.ts';
import { isSecretName, REDACTED } from '../safe/redact.ts';
import { type PlainError, plainError } from './plain-error.ts';
import { safeValue } from './safe-value.ts';
import type { LogContext } from './types.ts';

/** The members of a line beside level, timestamp, service and message. */
export interface LogLine {
  traceId?: string;
  spanId?: string;
  error?: PlainError;
  metadata?: Metadata;
  [field: string]: string | PlainError | Metadata | undefined;
}
type Metadata = Record<string, unknown>;

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
  if (bound !== undefined) {
    Object.assign(line, bound);
    // Many lines share what is bound.
    if (bound.metadata !== undefined) line.metadata = { ...bound.metadata };
  }
  if (given !== undefined) addContext(line, given);
  return line;
}

/** Adds a caller's context to a line. A member that cannot be read says so. */
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
      break;
    case 'error':
      line.error = plainError(value);
      break;
    case 'metadata':
      if (value === null || typeof value !== 'object') addMetadata(line, key, value);
      else for (const name of Object.keys(value)) addMetadata(line, name, (value as Metadata)[name]);
      break;
    default:
      addMetadata(line, key, value);
  }
}

function addMetadata(line: LogLine, key: string, value: unknown): void {
  line.metadata ??= {};
  line.metadata[key] = isSecretName(key) && value !== null ? REDACTED : safeValue(value);
}
