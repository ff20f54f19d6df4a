import { Attr } from '@observatory/shim/conventions';
import { userKeys } from '../privacy/user-keys.ts';

/** Under it an attributes column keeps the envelope of all others. */
export const SEALED_ATTRIBUTE = 'observatory.sealed';

/** Of the events of alerts, whose own table has them in plain as well. */
const LABELS = 'alert.labels';

/**
 * Attributes that stay readable, since queries, indexes and views of the hub select by them: names, ids and figures. All
 * others are sealed: nobody knows what a service puts there.
 */
export const plainAttributes: ReadonlySet<string> = new Set([
  Attr.eventName,
  Attr.executionId,
  Attr.executionParentId,
  Attr.executionKind,
  Attr.stepKind,
  Attr.agentName,
  Attr.providerName,
  Attr.requestModel,
  Attr.responseModel,
  Attr.workflowName,
  // Erasure finds a user by them.
  ...userKeys,
  Attr.sessionId,
  Attr.conversationId,
  Attr.evaluationName,
  Attr.evaluationScore,
  Attr.evaluationLabel,
  Attr.evaluationSource,
  Attr.responseId,
  'db.system.name',
  'db.system',
  LABELS,
]);

/** Characters; a name has fewer, and what has more may be anything. */
const MAX_PLAIN = 1024;

/** Whether an attribute is stored as it is. */
export function isPlain(name: string, value: unknown): boolean {
  if (!plainAttributes.has(name)) return false;
  if (name === LABELS) return true;
  return typeof value === 'string'
    ? value.length <= MAX_PLAIN
    : typeof value === 'number' || typeof value === 'boolean';
}
