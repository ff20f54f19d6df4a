import { Attr } from '@observatory/shim/conventions';
import type { Attributes } from '../otlp/records.ts';
import { beginningOf, MOST_LISTED, MOST_OF_EVENT } from '../search/beginning.ts';
import type { ExecutionSummary } from './schemas/executions.ts';

const errorTexts = [Attr.exceptionMessage, Attr.exceptionStacktrace] as const;

/** An execution as lists and streams have it. */
export function listedSummary(summary: ExecutionSummary): ExecutionSummary {
  const { error } = summary;
  if (error === null || error.message.length <= MOST_LISTED) return summary;
  return { ...summary, error: { ...error, message: beginningOf(error.message, MOST_LISTED) } };
}

/** Attributes of an event as lists and streams have them: of an error's texts the beginning. */
export function listedAttributes(attributes: Attributes): Attributes {
  let listed = attributes;
  for (const name of errorTexts) {
    const text = attributes[name];
    if (typeof text === 'string' && text.length > MOST_OF_EVENT)
      listed = { ...listed, [name]: beginningOf(text, MOST_OF_EVENT) };
  }
  return listed;
}
