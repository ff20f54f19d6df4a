import {
  type ExecutionKind,
  type ExecutionStatus,
  executionKinds,
  type StepKind,
  stepKindOf,
} from '@observatory/shim/conventions';
import type { StoredFacts } from '../store/stored-facts.ts';
import type { FoldEvent, FoldSpan, Inference, TraceInput } from './inputs.ts';
import type { Fault } from './results.ts';

/** All that a trace says of one span id, from its span and its events together; the span wins. */
export interface Node {
  readonly id: string;
  readonly parentId: string | null;
  /** Whether its span came and says that nothing is above it. */
  readonly isRoot: boolean;
  /** Whether it is a request or message that came to its service from elsewhere. */
  readonly isEntry: boolean;
  /** null: none of an agent's, kept only because its children hang on it. */
  readonly kind: StepKind | null;
  readonly name: string;
  readonly spanName: string;
  readonly operation: FoldSpan['operation'];
  readonly service: string;
  readonly environment: string | null;
  readonly serviceVersion: string | null;
  readonly startUs: number;
  /** null while running, or where no end came. */
  readonly endUs: number | null;
  readonly status: ExecutionStatus;
  readonly error: Fault | null;
  readonly inference: Inference | null;
  readonly executionId: string | null;
  readonly facts: StoredFacts;
  readonly lastUs: number;
  readonly sawStart: boolean;
  readonly endsBeforeStart: boolean;
}

const SERVER = 2;
const CONSUMER = 5;

/** The nodes of a trace by span id. The order of spans and events, and how often each came, change nothing. */
export function nodesOf(input: Pick<TraceInput, 'spans' | 'events'>): Map<string, Node> {
  const spans = new Map<string, FoldSpan>();
  for (const span of input.spans) {
    const known = spans.get(span.spanId);
    if (known === undefined || isBetter(span, known)) spans.set(span.spanId, span);
  }
  const events = new Map<string, FoldEvent[]>();
  /** Of events that say nothing of a node but that it lives: snapshots, lines, alerts. */
  const heardUs = new Map<string, number>();
  for (const event of input.events) {
    if (event.executionKind === null && event.stepKind === null) {
      heardUs.set(event.spanId, Math.max(heardUs.get(event.spanId) ?? event.timeUs, event.timeUs));
      continue;
    }
    const list = events.get(event.spanId);
    if (list === undefined) events.set(event.spanId, [event]);
    else list.push(event);
  }
  const nodes = new Map<string, Node>();
  for (const id of new Set([...spans.keys(), ...events.keys()])) {
    const ofNode = (events.get(id) ?? []).toSorted((a, b) => a.timeUs - b.timeUs || (a.id < b.id ? -1 : 1));
    nodes.set(id, nodeOf(id, spans.get(id), ofNode, heardUs.get(id)));
  }
  return nodes;
}

/** Of two spans of one id (a sender that reports a span before its end): the ended one, else the earlier start. */
function isBetter(span: FoldSpan, known: FoldSpan): boolean {
  if ((span.endUs === null) !== (known.endUs === null)) return span.endUs !== null;
  return span.startUs < known.startUs;
}

function nodeOf(
  id: string,
  span: FoldSpan | undefined,
  events: readonly FoldEvent[],
  heardUs: number | undefined,
): Node {
  const start = events.find((event) => isStart(event));
  const end = events.findLast((event) => !isStart(event));
  const facts = Object.assign({}, ...events.map((event) => event.facts), span?.facts) as StoredFacts;
  const startUs = span?.startUs ?? startOf(start ?? end, end);
  const endUs = span ? span.endUs : end ? endOf(end, startUs) : null;
  const failed = span ? span.failed : (end?.failed ?? false);
  const kind = kindOf(span) ?? eventKindOf(events);
  return {
    id,
    parentId: span?.parentSpanId ?? null,
    isRoot: span?.parentSpanId === null,
    isEntry: span?.kind === SERVER || span?.kind === CONSUMER,
    kind,
    name: span?.label ?? end?.label ?? start?.label ?? span?.name ?? '',
    spanName: span?.name ?? '',
    operation: span?.operation ?? null,
    service: span?.service ?? end?.service ?? start?.service ?? '',
    environment: span?.environment ?? end?.environment ?? start?.environment ?? null,
    serviceVersion: span?.serviceVersion ?? end?.serviceVersion ?? start?.serviceVersion ?? null,
    startUs,
    endUs: endUs === null ? null : Math.max(endUs, startUs),
    status: statusOf(span !== undefined || end !== undefined, failed, facts, end),
    error: failed ? faultOf(span, end, facts) : null,
    inference: isModelCall(kind) ? (span?.inference ?? end?.inference ?? null) : null,
    executionId: span?.executionId ?? end?.executionId ?? start?.executionId ?? null,
    facts,
    lastUs: Math.max(startUs, endUs ?? startUs, events.at(-1)?.timeUs ?? startUs, heardUs ?? startUs),
    sawStart: span !== undefined || start !== undefined,
    endsBeforeStart: endUs !== null && endUs < startUs,
  };
}

function isStart(event: FoldEvent): boolean {
  return event.type === 'execution_start' || event.type === 'step_start';
}

function startOf(first: FoldEvent | undefined, end: FoldEvent | undefined): number {
  if (first === undefined) return 0;
  if (first.executionKind !== null && first.executionStartUs !== null) return first.executionStartUs;
  if (isStart(first)) return first.timeUs;
  return first.timeUs - (end?.durationUs ?? 0);
}

function endOf(end: FoldEvent, startUs: number): number {
  return end.durationUs === null ? end.timeUs : startUs + end.durationUs;
}

function kindOf(span: FoldSpan | undefined): StepKind | null {
  if (!span || span.operation === null) return null;
  if (span.facts.executionKind) return span.facts.executionKind;
  return span.operation === 'step' ? (span.facts.stepKind ?? 'step') : stepKindOf[span.operation];
}

function eventKindOf(events: readonly FoldEvent[]): StepKind | null {
  for (const event of events) {
    const kind = event.executionKind ?? event.stepKind;
    if (kind !== null) return kind;
  }
  return null;
}

function statusOf(
  ended: boolean,
  failed: boolean,
  facts: StoredFacts,
  end: FoldEvent | undefined,
): ExecutionStatus {
  if (!ended) return 'running';
  if (facts.status === 'cancelled' || end?.type === 'execution_cancel') return 'cancelled';
  return failed ? 'failed' : 'completed';
}

function faultOf(span: FoldSpan | undefined, end: FoldEvent | undefined, facts: StoredFacts): Fault {
  return {
    type: span?.errorType ?? end?.errorType ?? 'Error',
    message: facts.errorMessage ?? span?.statusMessage ?? '',
  };
}

/** Whether it is a call of a model: other steps may name a model too. */
export function isModelCall(kind: StepKind | null): boolean {
  return kind === 'llm' || kind === 'embedding';
}

export function isExecution(node: Node): node is Node & { readonly kind: ExecutionKind } {
  return (executionKinds as readonly (string | null)[]).includes(node.kind);
}
