/** Types of events, as the API and the streams spell them (contract, "Everywhere"). */
export const eventTypes = [
  'execution_start',
  'execution_end',
  'execution_error',
  'execution_cancel',
  'step_start',
  'step_end',
  'llm_call',
  'tool_call',
  'snapshot',
  'log',
  'alert',
  'health_change',
] as const;
/** One of the types of events. */
export type EventType = (typeof eventTypes)[number];

const EVENT_NAME_PREFIX = 'observatory.';

/** Name of the OpenTelemetry event (log record) that carries an event of this type. */
export function eventName(type: EventType): string {
  return EVENT_NAME_PREFIX + type;
}

const byEventName = new Map<string, EventType>(eventTypes.map((type) => [eventName(type), type]));

/** The type of event that a log record with this event name is; undefined where it is another's. */
export function eventTypeOf(name: string): EventType | undefined {
  return byEventName.get(name);
}

/** Log records with a name that are no event of an execution's life: who still runs, what the shim
 * instruments in a process, and how well it was done. */
export const recordNames = {
  heartbeat: 'observatory.heartbeat',
  instrumentation: 'observatory.instrumentation',
  evaluation: 'gen_ai.evaluation.result',
} as const;

/** Severities of events, mildest first (contract, "Everywhere"). */
export const severities = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
/** One of the severities. */
export type Severity = (typeof severities)[number];

/** OpenTelemetry severity numbers (logs data model, "SeverityNumber"), lowest of each range. */
export const severityNumbers = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 } as const;

/** The severity of an OpenTelemetry severity number; 0 (unspecified) counts as info. */
export function severityOf(severityNumber: number): Severity {
  if (severityNumber >= severityNumbers.fatal) return 'fatal';
  if (severityNumber >= severityNumbers.error) return 'error';
  if (severityNumber >= severityNumbers.warn) return 'warn';
  if (severityNumber >= severityNumbers.info || severityNumber <= 0) return 'info';
  return 'debug';
}

/** Levels of the logger, as log lines and metric labels spell them. */
export const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
/** One of the levels, in upper case. */
export type LogLevel = (typeof logLevels)[number];

/**
 * An event as subscribers get it, in process (`eventStream`) and over the hub's stream (VX3, VX9).
 * Ids of things that are not known are left out. `timestamp` is ISO 8601.
 */
export interface ObservabilityEvent {
  /** Unique; the same in process, in OTLP (`log.record.uid`) and in the hub. */
  readonly id: string;
  readonly type: EventType;
  readonly severity: Severity;
  readonly timestamp: string;
  readonly message: string;
  readonly executionId?: string;
  readonly parentExecutionId?: string;
  readonly kind?: 'agent' | 'workflow';
  /** Name of the agent, or of the workflow where `kind` is `workflow`. */
  readonly agentType?: string;
  readonly operation?: string;
  readonly step?: string;
  readonly service?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly taskId?: string;
  readonly durationMs?: number;
  readonly data?: Readonly<Record<string, unknown>>;
}
