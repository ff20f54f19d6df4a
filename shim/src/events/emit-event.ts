import type { Context } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api-logs';
import { currentConfig } from '../config/current-config.ts';
import { Attr, type EventType, eventName, type Severity, severityNumbers } from '../conventions/index.ts';
import { countMetric } from '../metrics/record.ts';
import { currentTeamMetrics } from '../metrics/team-metrics.ts';
import { logsListened, otelLogger } from '../setup/logs-api.ts';
import { newEventUid } from './event-uid.ts';
import { hasSubscribers, publish } from './stream.ts';

export type EventAttributes = NonNullable<LogRecord['attributes']>;

export interface OutgoingEvent {
  readonly type: EventType;
  readonly severity: Severity;
  /** One readable sentence. */
  readonly message: string;
  /** Holds the span that the event speaks of. */
  readonly context: Context;
  readonly attributes: EventAttributes;
  /** Attributes over those. */
  readonly more?: EventAttributes | undefined;
}

/** Whether events are switched on and someone takes them; one is only built where they are. */
export function areEventsTaken(): boolean {
  return currentConfig().streaming.enabled && (hasSubscribers() || logsListened());
}

/** Sends an event at once: as a log record with an event name (data-model.md), and to subscribers in this process. */
export function emitEvent({ type, severity, message, context, attributes, more }: OutgoingEvent): void {
  const id = newEventUid();
  const time = Date.now();
  const all = { ...attributes, ...more, [Attr.logRecordUid]: id, [Attr.eventName]: eventName(type) };
  otelLogger().emit({
    timestamp: time,
    eventName: eventName(type),
    severityNumber: severityNumbers[severity],
    severityText: severity.toUpperCase(),
    body: message,
    attributes: all,
    context,
  });
  if (hasSubscribers()) publish({ id, type, severity, time, message, context, attributes: all });
  countMetric(currentTeamMetrics().events, 1, { type, severity });
}
