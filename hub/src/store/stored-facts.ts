import { Attr, type StepKind, stepKinds } from '@observatory/shim/conventions';
import type { SpanFacts } from '../normalise/facts.ts';
import type { Attributes } from '../otlp/records.ts';
import { executionIdOf } from './execution-id.ts';

/** Facts of a span or event beside those that have a column; what is not known is left out. */
export interface StoredFacts {
  readonly executionKind?: 'agent' | 'workflow';
  /** See SpanFacts: an execution of this kind where no execution stands above it. */
  readonly executionIfOutermost?: 'agent' | 'workflow';
  readonly executionOperation?: string;
  /** Of steps: the agent that the sender says did it. An execution's own name is its label. */
  readonly agentName?: string;
  readonly agentVersion?: string;
  readonly responseId?: string;
  /** Of inferences, see SpanFacts. */
  readonly firstChunkUs?: number;
  readonly servedTool?: string;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly taskId?: string;
  readonly conversationId?: string;
  readonly workflowId?: string;
  readonly errorMessage?: string;
  /** A cancelled run has no span status of its own, so the sender says it. */
  readonly status?: 'cancelled';
  readonly parentExecutionId?: string;
  /** Which try a step was, from 1. */
  readonly attempt?: number;
  /** What the sender says a step is, where its operation does not. */
  readonly stepKind?: StepKind;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function isStepKind(value: unknown): value is StepKind {
  return (stepKinds as readonly unknown[]).includes(value);
}

export function storedFactsOf(facts: SpanFacts, attributes: Attributes): StoredFacts {
  const status = attributes[Attr.executionStatus] ?? attributes[Attr.stepStatus];
  const parent = executionIdOf(attributes[Attr.executionParentId]);
  const attempt = attributes[Attr.stepAttempt];
  const stepKind = attributes[Attr.stepKind];
  const agentVersion = attributes[Attr.agentVersion];
  // Written field by field: this runs for each span of an agent, and a spread per field costs as much as the rest.
  const stored: Writable<StoredFacts> = {};
  if (facts.executionKind) stored.executionKind = facts.executionKind;
  if (facts.executionIfOutermost) stored.executionIfOutermost = facts.executionIfOutermost;
  if (facts.executionOperation) stored.executionOperation = facts.executionOperation;
  if (facts.agentName && !facts.executionKind) stored.agentName = facts.agentName;
  if (typeof agentVersion === 'string' && agentVersion !== '') stored.agentVersion = agentVersion;
  if (facts.responseId) stored.responseId = facts.responseId;
  if (facts.firstChunkUs !== null) stored.firstChunkUs = facts.firstChunkUs;
  if (facts.servedTool) stored.servedTool = facts.servedTool;
  if (facts.userId) stored.userId = facts.userId;
  if (facts.sessionId) stored.sessionId = facts.sessionId;
  if (facts.taskId) stored.taskId = facts.taskId;
  if (facts.conversationId) stored.conversationId = facts.conversationId;
  if (facts.workflowId) stored.workflowId = facts.workflowId;
  if (facts.errorMessage) stored.errorMessage = facts.errorMessage;
  if (status === 'cancelled') stored.status = status;
  if (parent !== null) stored.parentExecutionId = parent;
  if (typeof attempt === 'number' && Number.isInteger(attempt)) stored.attempt = attempt;
  if (isStepKind(stepKind)) stored.stepKind = stepKind;
  return stored;
}
