import { type Attributes, type Span, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../context/active-context.ts';
import { Attr, attributeAliases } from '../conventions/index.ts';
import { guarded } from '../setup/guard.ts';
import { sayOnce } from '../setup/say.ts';
import { isTracing, shimTracer } from '../setup/tracing-api.ts';
import { errorAttributes, errorFacts } from '../tracking/error-facts.ts';
import { failSpan } from '../tracking/tracked-span.ts';
import type { LogContext } from './types.ts';

/**
 * Runs fn once in a span below the current one, which carries the context's texts, numbers and booleans.
 * fn's error is recorded and thrown on unchanged.
 */
export async function tracedCall<T>(
  name: string,
  fn: () => T | PromiseLike<T>,
  context: LogContext | undefined,
): Promise<T> {
  if (!isTracing()) return await fn();
  const started = startSpan(name, context);
  if (started === undefined) return await fn();
  try {
    return await runInContext(started.within, fn);
  } catch (error) {
    guarded('recording an error', () => fail(started.span, error));
    throw error;
  } finally {
    endSpan(started.span);
  }
}

function startSpan(name: string, context: LogContext | undefined) {
  try {
    const parent = activeContext();
    const span = shimTracer().startSpan(name, undefined, parent);
    // Set afterwards, so that a span which is not sampled does not pay for them.
    if (context !== undefined && span.isRecording()) span.setAttributes(spanAttributes(context));
    return { span, within: trace.setSpan(parent, span) };
  } catch (error) {
    sayOnce('traceAsync', `spans could not be started: ${String(error)}`);
    return undefined;
  }
}

function endSpan(span: Span): void {
  try {
    span.end();
  } catch (error) {
    sayOnce('traceAsync:end', `spans could not be ended: ${String(error)}`);
  }
}

function fail(span: Span, error: unknown): void {
  if (!span.isRecording()) return;
  const facts = errorFacts(error);
  span.setAttributes(errorAttributes(facts));
  failSpan(span, facts);
}

/** On a plain span these standard attributes would say that it is an execution, which it is not. */
const shortNameOnly = new Set<string>([Attr.agentName, Attr.workflowName, Attr.executionId]);
const standardNames: Readonly<Record<string, string>> = attributeAliases;

/** The texts, numbers and booleans of a context; short names beside their standard attributes. */
function spanAttributes(context: LogContext): Attributes {
  const attributes: Attributes = {};
  for (const key of Object.keys(context)) {
    const value = context[key];
    if (key === 'metadata' && typeof value === 'object' && value !== null) {
      Object.assign(attributes, spanAttributes(value as LogContext));
      continue;
    }
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue;
    attributes[key] = value;
    const standard = standardNames[key];
    if (standard !== undefined && !shortNameOnly.has(standard)) attributes[standard] = value;
  }
  return attributes;
}
