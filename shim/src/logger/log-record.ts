import type { Context } from '@opentelemetry/api';
import { Attr, type LogLevel, severityNumbers } from '../conventions/index.ts';
import { type LogRecord, otelLogger } from '../setup/logs-api.ts';
import type { LogLine } from './log-line.ts';
import type { PlainError } from './plain-error.ts';

type Attributes = NonNullable<LogRecord['attributes']>;

/** The short names of a line that have a standard attribute; both are sent. */
const standardNames: Readonly<Record<string, string>> = {
  userId: Attr.userId,
  sessionId: Attr.sessionId,
  agentId: Attr.agentId,
  agentType: Attr.agentName,
  taskId: Attr.taskId,
  requestId: Attr.requestId,
  workflowId: Attr.workflowId,
  workflowType: Attr.workflowName,
  conversationId: Attr.conversationId,
  executionId: Attr.executionId,
};

/** Whether someone takes log records of this level. */
export function isLogRecordTaken(service: string, level: LogLevel): boolean {
  return otelLogger(service).enabled({ severityNumber: severityNumbers[severityKey(level)] });
}

/** Sends a line as an OpenTelemetry log record; its trace and span are in the record's own fields. */
export function emitLogRecord(
  service: string,
  level: LogLevel,
  message: string,
  line: LogLine,
  context: Context,
): void {
  otelLogger(service).emit({
    severityNumber: severityNumbers[severityKey(level)],
    severityText: level,
    body: message,
    attributes: recordAttributes(line),
    context,
  });
}

function severityKey(level: LogLevel): keyof typeof severityNumbers {
  return level.toLowerCase() as keyof typeof severityNumbers;
}

function recordAttributes(line: LogLine): Attributes {
  const attributes: Attributes = {};
  for (const key of Object.keys(line)) {
    if (key === 'traceId' || key === 'spanId') continue;
    if (key === 'error') addError(attributes, line.error as PlainError);
    else if (key === 'metadata') Object.assign(attributes, line.metadata);
    else {
      const value = line[key] as string;
      attributes[key] = value;
      const standard = standardNames[key];
      if (standard !== undefined) attributes[standard] = value;
    }
  }
  return attributes;
}

function addError(attributes: Attributes, error: PlainError): void {
  attributes[Attr.exceptionType] = error.name;
  attributes[Attr.exceptionMessage] = error.message;
  if (error.stack !== undefined) attributes[Attr.exceptionStacktrace] = error.stack;
}
