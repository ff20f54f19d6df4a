import { randomBytes } from 'node:crypto';
import type { Context } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api-logs';
import { currentConfig } from '../config/current-config.ts';
import { Attr, type EventType, eventName, type Severity, severityNumbers } from '../conventions/index.ts';
import { countMetric } from '../metrics/record.ts';
import { currentTeamMetrics } from '../metrics/team-metrics.ts';
import { otelLogger } from '../setup/logs-api.ts';

export type EventAttributes = NonNullable<LogRecord['attributes']>;

export interface OutgoingEvent {
  readonly type: EventType;
  readonly severity: Severity;
  /** One readable sentence. */
  readonly message: string;
  /** Holds the span that the event speaks of. */
  readonly context: Context;
  readonly attributes: EventAttributes;
}

/** Random for each process, so that a counter makes ids unique without asking for randomness each time. */
const uidPrefix = `${randomBytes(8).toString('hex')}-`;
let uidCount = 0;

/** Sends an event at once: as a log record with an event name (data-model.md). */
export function emitEvent(event: OutgoingEvent): void {
  if (!currentConfig().streaming.enabled) return;
  const attributes = { ...event.attributes, [Attr.logRecordUid]: uidPrefix + (uidCount++).toString(36) };
  otelLogger().emit({
    eventName: eventName(event.type),
    severityNumber: severityNumbers[event.severity],
    severityText: event.severity.toUpperCase(),
    body: event.message,
    attributes,
    context: event.context,
  });
  countMetric(currentTeamMetrics().events, 1, { type: event.type, severity: event.severity });
}
