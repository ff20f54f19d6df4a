import { Attr } from '@observatory/shim/conventions';
import type { SpanFacts } from '../normalise/facts.ts';
import type { Attributes } from '../otlp/records.ts';

/** Facts of a span or event beside those that have a column; what is not known is left out. */
export interface StoredFacts {
  readonly executionKind?: 'agent' | 'workflow';
  /** See SpanFacts: an execution of this kind where no execution stands above it. */
  readonly executionIfOutermost?: 'agent' | 'workflow';
  readonly executionOperation?: string;
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
}

export function storedFactsOf(facts: SpanFacts, attributes: Attributes): StoredFacts {
  const status = attributes[Attr.executionStatus];
  const parent = attributes[Attr.executionParentId];
  const attempt = attributes[Attr.stepAttempt];
  return {
    ...(facts.executionKind !== null && { executionKind: facts.executionKind }),
    ...(facts.executionIfOutermost && { executionIfOutermost: facts.executionIfOutermost }),
    ...(facts.executionOperation !== null && { executionOperation: facts.executionOperation }),
    ...(facts.userId !== null && { userId: facts.userId }),
    ...(facts.sessionId !== null && { sessionId: facts.sessionId }),
    ...(facts.taskId !== null && { taskId: facts.taskId }),
    ...(facts.conversationId !== null && { conversationId: facts.conversationId }),
    ...(facts.workflowId !== null && { workflowId: facts.workflowId }),
    ...(facts.errorMessage !== null && { errorMessage: facts.errorMessage }),
    ...(status === 'cancelled' && { status }),
    ...(typeof parent === 'string' && { parentExecutionId: parent }),
    ...(typeof attempt === 'number' && { attempt }),
  };
}
