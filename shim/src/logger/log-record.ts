import type { Context } from '@opentelemetry/api';
import { Attr, severityNumbers } from '../conventions/index.ts';
import { areLinesStreamed, streamLine } from '../events/stream-line.ts';
import { isListenedTo, type LogRecord, otelLogger } from '../setup/logs-api.ts';
import type { LogLine } from './log-line.ts';
import { type PlainError, stackOf } from './plain-error.ts';
import type { LogMethodName } from './types.ts';

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

/**
 * Sends a line as an OpenTelemetry log record, where someone takes them; its trace and span are in the
 * record's own fields.
 */
export function emitLogRecord(
  service: string,
  level: LogMethodName,
  message: string,
  line: LogLine,
  context: Context,
): void {
  const logger = otelLogger(service);
  const severityNumber = severityNumbers[level];
  const isStreamed = (level === 'error' || level === 'fatal') && areLinesStreamed();
  if (!isStreamed && !isListenedTo(logger, { severityNumber, context })) return;
  const attributes = recordAttributes(line);
  if (isStreamed) streamLine({ severity: level, message, context, attributes, service });
  logger.emit({
    severityNumber,
    severityText: level.toUpperCase(),
    body: message,
    attributes,
    context,
  });
}

function recordAttributes(line: LogLine): Attributes {
  const { metadata } = line;
  const attributes: Attributes = typeof metadata === 'object' ? { ...(metadata as Attributes) } : {};
  for (const key of Object.keys(line)) {
    const value = line[key];
    if (key === 'error') addError(attributes, value as PlainError | string);
    else if (typeof value === 'string') {
      attributes[key] = value;
      const standard = standardNames[key];
      if (standard !== undefined) attributes[standard] = value;
    }
  }
  return attributes;
}

function addError(attributes: Attributes, error: PlainError | string): void {
  if (typeof error === 'string') {
    attributes[Attr.exceptionMessage] = error;
    return;
  }
  attributes[Attr.exceptionType] = error.name;
  attributes[Attr.exceptionMessage] = error.message;
  const stack = stackOf(error);
  if (stack !== undefined) attributes[Attr.exceptionStacktrace] = stack;
}
