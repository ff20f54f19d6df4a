import { type Span, type Tracer, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../context/active-context.ts';
import { spanEndOverhead, spanStartOverhead } from '../metrics/overhead.ts';
import { guarded } from '../setup/guard.ts';
import { sayOnce } from '../setup/say.ts';
import { boundedName } from '../tracking/bounded-name.ts';
import { errorAttributes, errorFacts } from '../tracking/error-facts.ts';
import { failSpan } from '../tracking/tracked-span.ts';

/**
 * Runs fn once in a span of this tracer below the current one, to which `describe` adds what `given` says, where
 * the span is recorded. fn's error is recorded and thrown on unchanged; whatever goes wrong with the span, fn runs.
 */
export async function runInSpan<T, C>(
  tracer: Tracer,
  name: string,
  fn: () => T | PromiseLike<T>,
  given: C,
  describe: (span: Span, given: C, name: string) => void,
): Promise<T> {
  const started = startSpan(tracer, name, given, describe);
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

function startSpan<C>(
  tracer: Tracer,
  name: string,
  given: C,
  describe: (span: Span, given: C, name: string) => void,
) {
  const measured = spanStartOverhead.start();
  try {
    const parent = activeContext();
    const spanName = boundedName(name);
    const span = tracer.startSpan(spanName, undefined, parent);
    // Set afterwards, so that a span which is not sampled does not pay for them.
    if (given !== undefined && span.isRecording()) describe(span, given, spanName);
    const within = trace.setSpan(parent, span);
    spanStartOverhead.end(measured);
    return { span, within };
  } catch (error) {
    sayOnce('span:start', `spans could not be started: ${reasonOf(error)}`);
    return undefined;
  }
}

function endSpan(span: Span): void {
  const measured = spanEndOverhead.start();
  try {
    span.end();
  } catch (error) {
    sayOnce('span:end', `spans could not be ended: ${reasonOf(error)}`);
  }
  spanEndOverhead.end(measured);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error;
}

function fail(span: Span, error: unknown): void {
  if (!span.isRecording()) return;
  const facts = errorFacts(error);
  span.setAttributes(errorAttributes(facts));
  failSpan(span, facts);
}
