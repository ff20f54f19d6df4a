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
/** Promises that may settle between the end of a failed run and that of its trace; some ten are usual. */
const MAX_TURNS = 100;

/** What the SDK keeps while it runs; it changes as it goes on. */
interface Store {
  readonly active?: boolean;
  readonly trace?: SdkTrace;
  readonly span?: SdkSpan;
}

/** Where the SDK keeps a trace while its function runs; what it keeps for spans within holds copies of the trace. */
const stores = new WeakMap<SdkTrace, Store>();
/** Spans that were current once; what outlives its run in a timer or a pool is not started anew. */
const met = new WeakSet<SdkSpan>();
/** Id of the spans that stand for none. */
const NONE = 'no-op';
/** Whether a trace or span is starting: what is looked up then is what it stands in. */
let isStarting = false;

/** Has what the SDK runs run in our contexts too. */
export function followAgents(): void {
  followStorage(STORAGE, contextOfStore, () => new AsyncLocalStorage());
}

/** Starts the execution of a trace, unless it has started; several in turn may be of one id. */
export function startTraceRun(trace: SdkTrace): void {
  const { traceId, name, groupId, metadata } = trace;
  runs.forget(traceId);
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
  const run = runs.find(traceId);
  // The SDK tells no end of a trace whose function threw.
  if (run !== undefined) run.failed = () => void endUntold(traceId, stores.get(trace));
}

/** Ends a trace. */
export function endTraceRun(traceId: string): void {
  runs.end(traceId, (run) => run.end(run.failure));
}

/**
 * The SDK only stops keeping a trace whose function threw. That comes soon after a run of agents failed, or not at all
 * where the service caught the error.
 */
async function endUntold(traceId: string, store: Store | undefined): Promise<void> {
  for (let turn = 0; turn < MAX_TURNS && store?.active !== false; turn += 1) await undefined;
  if (store?.active === false) endTraceRun(traceId);
}

/** Starts what a span stands for, unless it has started. */
export function startSpanRun(span: SdkSpan): void {
  if (span.spanId === NONE) return;
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

function contextOfStore(kept: unknown): Context | undefined {
  const store: Store = loose(kept);
  if (store.trace === undefined) return undefined;
  if (!stores.has(store.trace)) stores.set(store.trace, store);
  const context = new StoreContext(store, activeContext());
  context.startCurrent();
  return context;
}

/**
 * The context of whichever span of the SDK is current when it is asked. The SDK makes a span current before it tells of
 * it, and tells its processors one after the other; so a span that is current and not known yet starts here.
 */
class StoreContext implements Context {
  readonly #store: Store;
  readonly #base: Context;

  constructor(store: Store, base: Context) {
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

  startCurrent(): void {
    if (isStarting) return;
    const { span } = this.#store;
    if (span === undefined || span.endedAt || met.has(span)) return;
    met.add(span);
    startSpanRun(span);
  }

  #now(): Context {
    const { active, trace, span } = this.#store;
    if (active !== true || trace === undefined) return this.#base;
    this.startCurrent();
    for (const id of [span?.spanId, span?.parentId, trace.traceId]) {
      const context = typeof id === 'string' ? runs.ownContextOf(id) : undefined;
      if (context !== undefined) return context;
    }
    return this.#base;
  }
}
