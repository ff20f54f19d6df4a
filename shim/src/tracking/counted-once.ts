import { type Context, createContextKey } from '@opentelemetry/api';
import { processWide } from '../setup/process-wide.ts';
import type { Inference } from './inference.ts';

const key = createContextKey('observatory.inference');
const MAX_REMEMBERED = 1000;
/** Ids of the newest answers that were counted, oldest first. */
const answered = processWide('answers', () => new Set<string>());

/** The inference that work in this context is a part of. */
export function inferenceAround(context: Context): Inference | undefined {
  return context.getValue(key) as Inference | undefined;
}

/** The same context for work that is a part of an inference; without one, for work that is of none: a tool's. */
export function withInference(context: Context, inference?: Inference): Context {
  return inference === undefined ? context.deleteValue(key) : context.setValue(key, inference);
}

/**
 * Whether an answer of this id was counted by this process before: two integrations that see the same call (callbacks of
 * a framework and a wrapped client) report it twice.
 */
export function isCountedAnswer(id: string | undefined): boolean {
  if (id === undefined) return false;
  if (answered.has(id)) return true;
  if (answered.size >= MAX_REMEMBERED) {
    for (const oldest of answered) {
      answered.delete(oldest);
      break;
    }
  }
  answered.add(id);
  return false;
}
