import {
  type Attributes,
  type AttributeValue,
  type Context,
  type Exception,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { activeContext, runInContext } from '../../context/active-context.ts';
import { contextOf, injectContext } from '../../context/carrier.ts';
import { Attr } from '../../conventions/index.ts';
import { guarded } from '../../setup/guard.ts';
import { shimTracer } from '../../setup/tracing-api.ts';

/** A span as BullMQ asks for it (its interface `Span`). */
interface QueueSpan {
  setSpanOnContext(context: Context): Context;
  setAttribute(name: string, value: AttributeValue): void;
  setAttributes(attributes: Attributes): void;
  addEvent(name: string, attributes?: Attributes): void;
  recordException(exception: Exception): void;
  end(): void;
}

/** BullMQ's interface `Telemetry`: the option of queues, workers and flow producers. */
export interface QueueTelemetry {
  readonly tracer: {
    startSpan(name: string, options?: { readonly kind: number }, parent?: Context): QueueSpan;
  };
  readonly contextManager: {
    // biome-ignore lint/suspicious/noExplicitAny: BullMQ's own type
    with<A extends (...args: any[]) => any>(target: Context, fn: A): ReturnType<A>;
    active(): Context;
    root(): Context;
    getMetadata(context: Context): string;
    fromMetadata(active: Context, metadata: string): Context;
  };
}

/**
 * What is done to a job by who adds it, and by the worker. BullMQ reports a dozen more, each poll of a worker too, which
 * would be a trace a second for each.
 */
const operations: Readonly<Record<string, { readonly name: string; readonly type: string }>> = {
  add: { name: 'add', type: 'send' },
  addBulk: { name: 'add', type: 'send' },
  addFlow: { name: 'add', type: 'send' },
  addNode: { name: 'add', type: 'send' },
  addBulkFlows: { name: 'add', type: 'send' },
  process: { name: 'process', type: 'process' },
};

/** BullMQ's attributes that are kept. Its others hold results, options and lists of ids. */
const kept: Readonly<Record<string, string>> = {
  'bullmq.queue.name': Attr.messagingDestinationName,
  'bullmq.job.id': Attr.messagingMessageId,
  'bullmq.job.name': Attr.bullmqJobName,
  'bullmq.job.attempts.made': Attr.bullmqJobAttempts,
  'bullmq.job.bulk.count': Attr.messagingBatchMessageCount,
};
const FAILED = 'job failed';
const REASON = 'bullmq.job.failed.reason';

/** Sees the jobs of BullMQ: who adds one, and the worker's run of it, in one trace across processes. */
export const queueTelemetry: QueueTelemetry = {
  tracer: {
    startSpan: (name, options, parent) =>
      guarded('the span of a job', () => startSpan(name, options?.kind, parent)) ?? noSpan,
  },
  contextManager: {
    with: (target, fn) => runInContext(target, fn),
    active: activeContext,
    root: () => ROOT_CONTEXT,
    getMetadata: (context) => JSON.stringify(runInContext(context, () => injectContext({}))),
    fromMetadata: (_active, metadata) =>
      guarded('taking the context of a job', () =>
        runInContext(ROOT_CONTEXT, () => contextOf(JSON.parse(metadata) as object)),
      ) ?? ROOT_CONTEXT,
  },
};

const noSpan: QueueSpan = {
  setSpanOnContext: (context) => context,
  setAttribute: () => undefined,
  setAttributes: () => undefined,
  addEvent: () => undefined,
  recordException: () => undefined,
  end: () => undefined,
};

function startSpan(given: string, kind: number | undefined, parent: Context | undefined): QueueSpan {
  const [operation = '', destination = ''] = given.split(' ', 2);
  const known = operations[operation];
  if (known === undefined) return noSpan;
  const consumes = kind === SpanKind.CONSUMER;
  // A worker was made in some context, which its jobs have nothing to do with.
  const base = consumes ? (parent ?? ROOT_CONTEXT) : (parent ?? activeContext());
  const span = shimTracer().startSpan(
    `${known.name} ${consumes ? destination : destination.split('.', 1)[0]}`.trimEnd(),
    {
      kind: consumes ? SpanKind.CONSUMER : SpanKind.PRODUCER,
      attributes: {
        [Attr.messagingSystem]: 'bullmq',
        [Attr.messagingOperationName]: operation,
        [Attr.messagingOperationType]: known.type,
      },
    },
    base,
  );
  const set = (attributes: Attributes) => {
    for (const [name, value] of Object.entries(attributes)) {
      const standard = kept[name];
      if (standard === undefined || value === undefined || value === '') continue;
      span.setAttribute(standard, value);
      if (standard === Attr.messagingDestinationName) span.updateName(`${known.name} ${String(value)}`);
    }
  };
  const fail = (reason: unknown) => {
    span.setAttribute(Attr.errorType, '_OTHER');
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(reason) });
  };
  return {
    setSpanOnContext: (context) => trace.setSpan(consumes ? base : context, span),
    setAttribute: (name, value) => set({ [name]: value }),
    setAttributes: set,
    addEvent(name, attributes) {
      if (name === FAILED) fail(attributes?.[REASON]);
    },
    recordException(exception) {
      span.recordException(exception);
      fail(typeof exception === 'string' ? exception : exception.message);
    },
    end: () => span.end(),
  };
}
