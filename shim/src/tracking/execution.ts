import { type Attributes, type Context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { activeContext } from '../context/active-context.ts';
import { fieldAttributes } from '../context/field-attributes.ts';
import type { ObservabilityContext } from '../context/observability-context.ts';
import { shimContextOf, withShimContext } from '../context/shim-context.ts';
import { contextWithFields } from '../context/with-context.ts';
import { Attr, type ExecutionKind, type ExecutionStatus, spanName } from '../conventions/index.ts';
import { areEventsTaken, emitEvent } from '../events/emit-event.ts';
import { boundedName, optionalName } from './bounded-name.ts';
import { contentAttribute } from './content.ts';
import { cpuTimeMs } from './cpu-time.ts';
import { errorAttributes, errorFacts } from './error-facts.ts';
import { recordExecutionMetrics, recordExecutionStart } from './execution-metrics.ts';
import { asMilliseconds } from './milliseconds.ts';
import { residentBytes } from './resident-bytes.ts';
import { runningExecutions } from './running-executions.ts';
import { forgetSnapshots } from './snapshot.ts';
import { failSpan, startTrackedSpan } from './tracked-span.ts';
import type { ExecutionMetrics, TokenUsage } from './types.ts';

export interface ExecutionStart {
  readonly kind: ExecutionKind;
  /** Name of the agent or workflow. This and the rest are as the caller gave them, and may be anything. */
  readonly name: unknown;
  readonly operation: unknown;
  readonly input?: unknown;
  readonly taskId?: unknown;
  readonly userId?: unknown;
  readonly sessionId?: unknown;
}

export type Outcome =
  | { readonly status: 'completed'; readonly output: unknown }
  | { readonly status: 'failed'; readonly error: unknown }
  | { readonly status: 'cancelled'; readonly reason?: unknown };

const endEvents = {
  completed: { type: 'execution_end', severity: 'info' },
  failed: { type: 'execution_error', severity: 'error' },
  cancelled: { type: 'execution_cancel', severity: 'warn' },
} as const;

/** A running execution: its span, its events and what is counted during it. */
export class Execution {
  readonly kind: ExecutionKind;
  readonly name: string;
  readonly operation: string;
  readonly taskId: string | undefined;
  readonly id: string;
  readonly startUs: number;
  /** The context in which the work runs. */
  readonly context: Context;
  readonly span: Span;
  status: ExecutionStatus = 'running';
  inferenceCalls = 0;
  toolCalls = 0;
  inputTokens = 0;
  outputTokens = 0;
  /** Snapshots that were taken so far. */
  snapshots = 0;
  /** Attributes of each event of this execution. */
  readonly eventAttributes: Attributes;
  readonly #startedAt = performance.now();
  readonly #cpuAtStart = currentConfig().agent.trackPerformance ? cpuTimeMs() : undefined;

  constructor(start: ExecutionStart, parent: Context = activeContext()) {
    const { kind } = start;
    const name = boundedName(start.name);
    const operation = boundedName(start.operation);
    const taskId = optionalName(start.taskId);
    const userId = optionalName(start.userId);
    const sessionId = optionalName(start.sessionId);
    this.kind = kind;
    this.name = name;
    this.operation = operation;
    this.taskId = taskId;
    const type: ObservabilityContext = kind === 'agent' ? { agentType: name } : { workflowType: name };
    const placed = contextWithFields(parent, { taskId, userId, sessionId, ...type });
    const around = shimContextOf(parent);
    const outer = around?.execution ?? around?.caller;
    const fields = shimContextOf(placed)?.fields ?? type;
    const about: Attributes = {
      ...fieldAttributes(fields),
      ...nameAttributes(kind, name),
      [Attr.executionKind]: kind,
      [Attr.executionOperation]: operation,
      ...(outer && { [Attr.executionParentId]: outer.id }),
    };
    const operationName = kind === 'agent' ? 'invoke_agent' : 'invoke_workflow';
    const started = startTrackedSpan(
      spanName(operationName, name),
      {
        kind: SpanKind.INTERNAL,
        attributes: {
          [Attr.operationName]: operationName,
          ...about,
          ...contentAttribute(Attr.executionInput, start.input),
        },
      },
      placed,
    );
    this.span = started.span;
    this.id = started.traceId + started.spanId;
    this.startUs = started.startUs;
    const identity: Attributes = {
      [Attr.executionId]: this.id,
      executionId: this.id,
      [Attr.executionStart]: this.startUs,
    };
    this.span.setAttributes(identity);
    this.eventAttributes = { ...about, ...identity };
    this.context = withShimContext(trace.setSpan(placed, this.span), {
      fields,
      attributes: { ...fieldAttributes(fields), ...identity },
      line: { ...shimContextOf(placed)?.line, executionId: this.id },
      execution: this,
    });
    recordExecutionStart(this);
    runningExecutions.add(this);
    if (areEventsTaken()) {
      emitEvent({
        type: 'execution_start',
        severity: 'info',
        message: `${this.title} started ${operation}`,
        context: this.context,
        attributes: this.eventAttributes,
      });
    }
  }

  /** As sentences name it. */
  get title(): string {
    return `${this.kind === 'agent' ? 'Agent' : 'Workflow'} ${this.name}`;
  }

  /** Ends the execution. The caller sees to it that this happens once. */
  end(outcome: Outcome, measured: ExecutionMetrics = {}): void {
    this.status = outcome.status;
    runningExecutions.remove(this.id);
    forgetSnapshots(this);
    const durationMs = asMilliseconds(measured.executionTime) ?? performance.now() - this.#startedAt;
    const failure = outcome.status === 'failed' ? errorFacts(outcome.error) : undefined;
    const reason =
      outcome.status === 'cancelled' && outcome.reason !== undefined
        ? errorFacts(outcome.reason).message
        : undefined;
    const ending: Attributes = {
      [Attr.executionStatus]: outcome.status,
      [Attr.executionDurationMs]: asMilliseconds(durationMs),
      [Attr.executionMemoryBytes]: asBytes(measured.memoryUsage) ?? this.#memory(),
      [Attr.executionCpuMs]: this.#cpuMs(),
      ...(failure && errorAttributes(failure)),
      ...(reason && { [Attr.cancelReason]: reason }),
    };
    const content =
      outcome.status === 'completed' ? contentAttribute(Attr.executionOutput, outcome.output) : {};
    this.span.setAttributes({ ...ending, ...this.#usage(), ...content });
    if (failure) failSpan(this.span, failure);
    if (areEventsTaken()) {
      emitEvent({
        ...this.#ending(outcome.status, durationMs, failure ? failure.message || failure.type : reason),
        context: this.context,
        attributes: this.eventAttributes,
        more: ending,
      });
    }
    this.span.end();
    recordExecutionMetrics(this, durationMs / 1000, failure?.type);
  }

  #ending(status: Outcome['status'], durationMs: number, why: string | undefined) {
    const { type, severity } = endEvents[status];
    const message = `${this.title} ${status} ${this.operation} after ${(durationMs / 1000).toFixed(3)} s`;
    return { type, severity, message: why ? `${message}: ${why}` : message };
  }

  /** Counts the tokens of an inference of this execution; the sum is shown on its span, never added up. */
  addUsage(usage: TokenUsage): void {
    this.inputTokens += usage.input ?? 0;
    this.outputTokens += usage.output ?? 0;
  }

  #usage(): Attributes {
    if (this.inputTokens + this.outputTokens === 0) return {};
    return { [Attr.inputTokens]: this.inputTokens, [Attr.outputTokens]: this.outputTokens };
  }

  #cpuMs(): number | undefined {
    return this.#cpuAtStart === undefined ? undefined : asMilliseconds(cpuTimeMs() - this.#cpuAtStart);
  }

  #memory(): number | undefined {
    return currentConfig().agent.trackMemory ? residentBytes() : undefined;
  }
}

function asBytes(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

function nameAttributes(kind: ExecutionKind, name: string): Attributes {
  return kind === 'agent'
    ? { [Attr.agentName]: name, agentType: name }
    : { [Attr.workflowName]: name, workflowType: name };
}
