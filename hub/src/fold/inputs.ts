import type { EventType, ExecutionKind, Operation, StepKind } from '@observatory/shim/conventions';
import type { Usage } from '../normalise/facts.ts';
import type { CostSource } from '../prices/price-table.ts';
import type { StoredFacts } from '../store/stored-facts.ts';

/** Tokens and price of one inference. */
export interface Inference {
  readonly provider: string | null;
  readonly model: string;
  /** null where the sender said nothing of tokens (a call that failed, say). */
  readonly usage: Usage | null;
  readonly costPico: number | null;
  readonly costSource: CostSource | null;
}

/** What the fold reads of a stored span. Ids are hex, times microseconds. */
export interface FoldSpan {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  /** OTLP's SpanKind. */
  readonly kind: number;
  readonly startUs: number;
  readonly endUs: number | null;
  readonly failed: boolean;
  readonly statusMessage: string | null;
  readonly service: string;
  readonly environment: string | null;
  readonly serviceVersion: string | null;
  /** The execution that the sender says the span is within (or is). */
  readonly executionId: string | null;
  readonly operation: Operation | 'step' | null;
  readonly label: string | null;
  readonly inference: Inference | null;
  readonly errorType: string | null;
  readonly facts: StoredFacts;
}

/** What the fold reads of a stored event. */
export interface FoldEvent {
  readonly id: string;
  readonly type: EventType;
  readonly timeUs: number;
  readonly spanId: string;
  readonly service: string;
  readonly environment: string | null;
  readonly serviceVersion: string | null;
  readonly executionId: string | null;
  /** Start of the execution, as the event says it. */
  readonly executionStartUs: number | null;
  readonly executionKind: ExecutionKind | null;
  readonly stepKind: StepKind | null;
  readonly label: string | null;
  readonly failed: boolean;
  readonly durationUs: number | null;
  readonly inference: Inference | null;
  readonly errorType: string | null;
  readonly facts: StoredFacts;
}

export interface TraceInput {
  readonly traceId: string;
  readonly spans: readonly FoldSpan[];
  readonly events: readonly FoldEvent[];
  /** By span id, of executions that may still run. */
  readonly heartbeats: ReadonlyMap<string, FoldHeartbeat>;
  readonly evaluations?: readonly FoldEvaluation[];
}

/** A judgement of an execution or a step, whose score is from 0 to 1. */
export interface FoldEvaluation {
  readonly name: string;
  readonly score: number;
  /** What it says that it judges: a span, an execution, or the inference with this answer. */
  readonly spanId: string | null;
  readonly executionId: string | null;
  readonly responseId: string | null;
}

/** When an execution's process last said that it runs it. */
export interface FoldHeartbeat {
  readonly heardUs: number;
  /** How long ago that is, by the clock that wrote it down. */
  readonly silentUs: number;
}

export interface FoldClock {
  readonly nowUs: number;
  /** An execution that is silent for longer counts as abandoned. */
  readonly timeoutUs: number;
  /** So does one whose process was heard and is silent for longer. */
  readonly heartbeatTimeoutUs: number;
  /** Since when heartbeats can have come in: what was silent before may just not have been heard. */
  readonly listeningSinceUs: number;
}
