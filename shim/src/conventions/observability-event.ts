import { Attr } from './attributes.ts';
import type { ObservabilityEvent } from './events.ts';

/** What an event's attributes tell, under the names of `ObservabilityEvent`. */
export type EventFacts = Pick<
  ObservabilityEvent,
  | 'executionId'
  | 'parentExecutionId'
  | 'kind'
  | 'agentType'
  | 'operation'
  | 'step'
  | 'userId'
  | 'sessionId'
  | 'taskId'
  | 'durationMs'
>;

type Texts = { -readonly [K in keyof EventFacts as K extends 'kind' | 'durationMs' ? never : K]: string };

const texts = {
  executionId: Attr.executionId,
  parentExecutionId: Attr.executionParentId,
  operation: Attr.executionOperation,
  step: Attr.stepName,
  userId: Attr.userId,
  sessionId: Attr.sessionId,
  taskId: Attr.taskId,
} as const;
const textNames = Object.keys(texts) as readonly (keyof typeof texts)[];

/** Reads an event's attributes (data-model.md); what is not there, or of another type, is left out. */
export function eventFactsOf(attributes: Readonly<Record<string, unknown>>): EventFacts {
  const facts: Partial<Texts> & { kind?: 'agent' | 'workflow'; durationMs?: number } = {};
  for (const name of textNames) {
    const value = attributes[texts[name]];
    if (typeof value === 'string') facts[name] = value;
  }
  const kind = attributes[Attr.executionKind];
  if (kind === 'agent' || kind === 'workflow') facts.kind = kind;
  const agentType = attributes[kind === 'workflow' ? Attr.workflowName : Attr.agentName];
  if (typeof agentType === 'string') facts.agentType = agentType;
  const duration = attributes[Attr.executionDurationMs] ?? attributes[Attr.stepDurationMs];
  if (typeof duration === 'number') facts.durationMs = duration;
  return facts;
}
