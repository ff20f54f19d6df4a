import { type Context, isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { shimContextOf } from '../context/shim-context.ts';
import {
  type EventType,
  eventFactsOf,
  type ObservabilityEvent,
  type Severity,
} from '../conventions/index.ts';
import type { Execution } from '../tracking/execution.ts';

export interface EventSource {
  readonly id: string;
  readonly type: EventType;
  readonly severity: Severity;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly message: string;
  readonly context: Context;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Name of the service; that of the configuration unless given. */
  readonly service?: string;
}

/** An event on its way to subscribers. What they read is only made when the first of them gets it. */
export class StreamedEvent {
  readonly type: EventType;
  readonly severity: Severity;
  readonly #source: Omit<EventSource, 'context'>;
  readonly #span: SpanContext | undefined;
  /** The execution that the event is of, or happened in. */
  readonly #execution: Pick<Execution, 'id' | 'kind' | 'name'> | undefined;
  #event: ObservabilityEvent | undefined;

  constructor({ context, ...source }: EventSource) {
    this.type = source.type;
    this.severity = source.severity;
    this.#source = source;
    this.#span = trace.getSpanContext(context);
    this.#execution = shimContextOf(context)?.execution;
  }

  get executionId(): string | undefined {
    return this.#execution?.id ?? this.event.executionId;
  }

  get agentType(): string | undefined {
    return this.#execution?.name ?? this.event.agentType;
  }

  get event(): ObservabilityEvent {
    this.#event ??= this.#make();
    return this.#event;
  }

  #make(): ObservabilityEvent {
    const { id, type, severity, time, message, attributes, service } = this.#source;
    const span = this.#span;
    const execution = this.#execution;
    return Object.freeze({
      id,
      type,
      severity,
      timestamp: new Date(time).toISOString(),
      message,
      ...(execution && { executionId: execution.id, kind: execution.kind, agentType: execution.name }),
      service: service ?? currentConfig().serviceName,
      ...(span && isSpanContextValid(span) && { traceId: span.traceId, spanId: span.spanId }),
      ...eventFactsOf(attributes),
      // All subscribers share the event.
      data: Object.freeze({ ...attributes }),
    });
  }
}
