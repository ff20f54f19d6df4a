import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '@opentelemetry/api';
import { activeContext } from '../../context/active-context.ts';
import { shimContextOf } from '../../context/shim-context.ts';
import { contextWithFields } from '../../context/with-context.ts';
import { Execution } from '../../tracking/execution.ts';
import { contextFields } from '../context-fields.ts';
import { followStorage } from '../follow-storage.ts';
import { loose } from '../stainless/loose.ts';
import { runs } from './run.ts';
import type { SdkSpan, SdkTrace } from './sdk-trace.ts';
import { endExecution, keptOf, startSpan } from './start-span.ts';

/** Where the SDK keeps what runs (`setTracingContextStorage`). */
const STORAGE = Symbol.for('openai.agents.core.asyncLocalStorage');
/** The name of a run's trace that nobody named. */
const UNNAMED = 'Agent workflow';
/** Whether a trace or span is starting: what is looked up then is what it stands in. */
let isStarting = false;

/** Has what the SDK runs run in our contexts too. */
export function followAgents(): void {
  followStorage(STORAGE, contextOfStore, () => new AsyncLocalStorage());
}

/** Starts the execution of a trace, unless it has started. */
export function startTraceRun({ traceId, name, groupId, metadata }: SdkTrace): void {
  starting(() =>
    runs.start(traceId, undefined, (around) => {
      const given = { conversationId: groupId ?? undefined, ...metadata };
      const context = contextWithFields(around, contextFields(given, shimContextOf(around)?.fields));
      // Within an execution of the service, a trace without a name says nothing new.
      if (name === UNNAMED && shimContextOf(context)?.execution !== undefined) {
        return { context, kept: keptOf(() => {}) };
      }
      const execution = new Execution({ kind: 'workflow', name, operation: 'run' }, context);
      return { context: execution.context, kept: keptOf((error) => endExecution(execution, error)) };
    }),
  );
}

/** Starts what a span stands for, unless it has started. */
export function startSpanRun(span: SdkSpan): void {
  starting(() =>
    runs.start(span.spanId, span.parentId ?? span.traceId, (around, parent) =>
      startSpan(span, around, parent),
    ),
  );
}

function starting(work: () => void): void {
  const before = isStarting;
  isStarting = true;
  try {
    work();
  } finally {
    isStarting = before;
  }
}

/** Of what the SDK keeps while it runs: the trace and the span that are current, which change as it goes on. */
function contextOfStore(store: unknown): Context | undefined {
  return loose(store).trace === undefined ? undefined : new StoreContext(loose(store), activeContext());
}

/**
 * The context of whichever span of the SDK is current when it is asked. The SDK makes a span current before it tells of
 * it, and tells its processors one after the other; so a span that is current and not known yet starts here.
 */
class StoreContext implements Context {
  readonly #store: ReturnType<typeof loose>;
  readonly #base: Context;

  constructor(store: ReturnType<typeof loose>, base: Context) {
    this.#store = store;
    this.#base = base;
  }

  getValue(key: symbol): unknown {
    return this.#now().getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#now().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#now().deleteValue(key);
  }

  #now(): Context {
    const { active, trace, span } = this.#store as { active?: boolean; trace?: SdkTrace; span?: SdkSpan };
    if (active !== true || trace === undefined) return this.#base;
    if (!isStarting) startTraceRun(trace);
    if (!isStarting && span !== undefined) startSpanRun(span);
    for (const id of [span?.spanId, span?.parentId, trace.traceId]) {
      const context = typeof id === 'string' ? runs.ownContextOf(id) : undefined;
      if (context !== undefined) return context;
    }
    return this.#base;
  }
}
