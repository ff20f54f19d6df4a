import type { Attributes } from '@opentelemetry/api';
import { Attr } from '../conventions/index.ts';
import type { ObservabilityContext } from './observability-context.ts';

/** The standard attribute of each field of a context. */
export const standardNames = {
  userId: Attr.userId,
  sessionId: Attr.sessionId,
  agentId: Attr.agentId,
  agentType: Attr.agentName,
  requestId: Attr.requestId,
  workflowId: Attr.workflowId,
  workflowType: Attr.workflowName,
  conversationId: Attr.conversationId,
  taskId: Attr.taskId,
} as const satisfies Record<keyof ObservabilityContext, string>;

export type FieldName = keyof typeof standardNames;
export const fieldNames = Object.keys(standardNames) as readonly FieldName[];

/**
 * The fields as attributes, each under its standard name and under its short name. `agentType` and
 * `workflowType` are left out: on a span they say what it is, not where it belongs.
 */
export function fieldAttributes(fields: ObservabilityContext): Attributes {
  const attributes: Attributes = {};
  for (const name of fieldNames) {
    const value = fields[name];
    if (value === undefined || name === 'agentType' || name === 'workflowType') continue;
    attributes[standardNames[name]] = value;
    attributes[name] = value;
  }
  return attributes;
}
