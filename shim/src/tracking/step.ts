import { type Attributes, type Context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { activeContext } from '../context/active-context.ts';
import { shimContextOf } from '../context/shim-context.ts';
import { Attr, type StepKind } from '../conventions/index.ts';
import { areEventsTaken, emitEvent } from '../events/emit-event.ts';
import { boundedName } from './bounded-name.ts';
import { type ErrorFacts, errorAttributes, errorFacts } from './error-facts.ts';
import type { Execution } from './execution.ts';
import { asMilliseconds } from './milliseconds.ts';
import { stoppedBy } from './stopped-error.ts';
import { failSpan, startTrackedSpan } from './tracked-span.ts';

export interface StepStart {
  readonly kind: StepKind;
  /** Name of the step, tool or model. */
  readonly name: string;
  /** The name, unless given. */
  readonly spanName?: string;
  readonly spanKind?: SpanKind;
  readonly attempt?: number | undefined;
  /** Of span and events alike. */
  readonly attributes?: Attributes | undefined;
  /** Of the span alone: content. */
  readonly content?: Attributes | undefined;
  /** Start in milliseconds since the epoch, for a step that is over already. */
  readonly startTime?: number;
}

export interface StepEnd {
  readonly error?: unknown;
  readonly failed?: boolean;
  /** In place of what the error itself tells. */
  readonly errorType?: string | undefined;
  /** Of span and event alike. */
  readonly attributes?: Attributes | undefined;
  /** Of the span alone: content. */
  readonly content?: Attributes | undefined;
  readonly durationMs?: number | undefined;
}

const endTypes: Partial<Record<StepKind, 'llm_call' | 'tool_call'>> = {
  llm: 'llm_call',
  embedding: 'llm_call',
  tool: 'tool_call',
};

const severities = { completed: 'info', failed: 'error', cancelled: 'warn' } as const;

/**
 * A running step: its span, and its events where it belongs to an execution. Outside of one it is a span
 * alone, since an event must name its execution.
 */
export class Step {
  readonly execution: Execution | undefined;
  readonly context: Context;
  readonly span: Span;
  readonly #start: StepStart;
  readonly #attributes: Attributes;
  readonly #name: string;
  readonly #startedAt = performance.now();

  constructor(start: StepStart, parent: Context = activeContext()) {
    const around = shimContextOf(parent);
    this.#start = start;
    this.execution = around?.execution;
    const name = boundedName(start.name);
    this.#name = name;
    this.#attributes = {
      ...around?.attributes,
      ...start.attributes,
      [Attr.stepName]: name,
      step: name,
      [Attr.stepKind]: start.kind,
      ...(isCount(start.attempt) && { [Attr.stepAttempt]: start.attempt }),
    };
    const { span } = startTrackedSpan(
      start.spanName ?? name,
      {
        kind: start.spanKind ?? SpanKind.INTERNAL,
        attributes: start.content ? { ...this.#attributes, ...start.content } : this.#attributes,
        ...(start.startTime !== undefined && { startTime: start.startTime }),
      },
      parent,
    );
    this.span = span;
    this.context = trace.setSpan(parent, span);
    // A step that is over already has nothing to announce.
    if (start.startTime === undefined && this.#isAnnounced()) {
      emitEvent({
        type: 'step_start',
        severity: 'debug',
        message: `Step ${name} started`,
        context: this.context,
        attributes: this.#attributes,
      });
    }
  }

  /** Milliseconds since the step started. */
  elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Ends the step; gives how long it took in milliseconds and the type of its error. */
  end(end: StepEnd = {}): { durationMs: number; errorType: string | undefined } {
    const durationMs = end.durationMs ?? this.elapsedMs();
    const failure = end.failed ? this.#factsOf(end) : undefined;
    const status = !failure ? 'completed' : stoppedBy(end.error) === 'cancel' ? 'cancelled' : 'failed';
    const ending: Attributes = {
      ...end.attributes,
      [Attr.stepStatus]: status,
      [Attr.stepDurationMs]: asMilliseconds(durationMs),
      ...(failure && errorAttributes(failure)),
    };
    this.span.setAttributes(end.content ? { ...ending, ...end.content } : ending);
    if (failure) failSpan(this.span, failure);
    const { kind, startTime } = this.#start;
    const name = this.#name;
    if (this.#isAnnounced()) {
      const took = `${(durationMs / 1000).toFixed(3)} s`;
      emitEvent({
        type: endTypes[kind] ?? 'step_end',
        severity: severities[status],
        message: failure
          ? `Step ${name} ${status} after ${took}: ${failure.message || failure.type}`
          : `Step ${name} took ${took}`,
        context: this.context,
        attributes: this.#attributes,
        more: ending,
      });
    }
    if (startTime === undefined) this.span.end();
    else this.span.end(startTime + durationMs);
    return { durationMs, errorType: failure?.type };
  }

  #factsOf({ error, errorType }: StepEnd): ErrorFacts {
    const facts = errorFacts(error);
    return errorType === undefined ? facts : { ...facts, type: errorType };
  }

  /** An event must name its execution, so a step outside of one has none. */
  #isAnnounced(): boolean {
    return this.#attributes[Attr.executionId] !== undefined && areEventsTaken();
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}
