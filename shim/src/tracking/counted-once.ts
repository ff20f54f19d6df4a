import { type Context, createContextKey } from '@opentelemetry/api';
import { processWide } from '../setup/process-wide.ts';
import type { Inference } from './inference.ts';

const key = createContextKey('observatory.inference');
const MAX_REMEMBERED = 1000;
/** Ids of the newest answers that were counted, with when their inference ended (`performance.now()`), oldest first. */
const answered = processWide('answers', () => new Map<string, number>());

/** The inference that work in this context is a part of. */
export function inferenceAround(context: Context): Inference | undefined {
  return context.getValue(key) as Inference | undefined;
}

/** The same context for work that is a part of an inference; without one, for work that is of none: a tool's. */
export function withInference(context: Context, inference?: Inference): Context {
  return inference === undefined ? context.deleteValue(key) : context.setValue(key, inference);
}

/**
 * Whether an answer of this id was counted by this process for an inference that ran when this one began, at `startedAt`
 * (`performance.now()`): two integrations that see the same call (callbacks of a framework and a wrapped client) report
 * it twice. Later ones of the same id are others: some servers, such as Ollama, give few ids.
 */
export function isCountedAnswer(id: string | undefined, startedAt: number): boolean {
  if (id === undefined) return false;
  const endedAt = answered.get(id);
  if (endedAt !== undefined && startedAt <= endedAt) return true;
  answered.delete(id);
  answered.set(id, performance.now());
  if (answered.size > MAX_REMEMBERED) {
    for (const oldest of answered.keys()) {
      answered.delete(oldest);
      break;
    }
  }
  return false;
}
