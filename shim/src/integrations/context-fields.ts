import type { ObservabilityContext } from '../context/observability-context.ts';
import type { Loose } from './stainless/loose.ts';

/** Members of the metadata of a run (LangGraph adds `configurable.thread_id`) → fields of the context; the first one counts. */
const members = {
  userId: ['userId', 'user_id'],
  sessionId: ['sessionId', 'session_id'],
  conversationId: ['conversationId', 'conversation_id', 'thread_id'],
  requestId: ['requestId', 'request_id'],
  taskId: ['taskId', 'task_id'],
} as const satisfies Partial<Record<keyof ObservabilityContext, readonly string[]>>;

/** Whom and what a run belongs to, as its metadata says; a thread is a session where nobody names another. */
export function contextFields(metadata: Loose, around: ObservabilityContext = {}): ObservabilityContext {
  const fields: Record<string, string> = {};
  for (const [field, names] of Object.entries(members)) {
    const value = names.map((name) => metadata[name]).find((given) => isId(given));
    if (value !== undefined) fields[field] = String(value);
  }
  const { conversationId } = fields;
  return conversationId === undefined ? fields : { sessionId: around.sessionId ?? conversationId, ...fields };
}

function isId(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
