import { Attr } from '@observatory/shim/conventions';
import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { sqlState } from '../store/database.ts';

/** Work that takes longer is told in any case. */
export const SLOW_MS = 1000;
/** Queries of one piece of work that are told. */
const MOST_QUERIES = 50;

interface Query {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly fault: unknown;
}

export interface WorkStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  readonly links?: Link[];
  /** Whether it is told although it is quick and goes well. */
  readonly isChosen: boolean;
}

const WORK = createContextKey('work of the hub');

/** The piece of work that a context belongs to. */
export const workIn = (active: Context): Work | undefined => active.getValue(WORK) as Work | undefined;

/**
 * A request or a job with its queries. Whether it is told is known at its end: what changed nothing is not, so that
 * taking in the hub's own telemetry brings about none. What is chosen has a span from the start, for the ids in log
 * lines; one that nobody ends is sent nowhere.
 */
export class Work {
  /** What runs in it belongs to it. */
  readonly context: Context;
  readonly #tracer: Tracer;
  readonly #start: WorkStart;
  readonly #mayTell: () => boolean;
  readonly #startMs = Date.now();
  readonly #span: Span | null;
  readonly #queries: Query[] = [];
  #isOver = false;

  /** `mayTell`: whether there is room for what was not chosen, and is slow or fails. */
  constructor(tracer: Tracer, start: WorkStart, mayTell: () => boolean) {
    this.#tracer = tracer;
    this.#start = start;
    this.#mayTell = mayTell;
    this.#span = start.isChosen ? this.#begin() : null;
    const own = ROOT_CONTEXT.setValue(WORK, this);
    this.context = this.#span === null ? own : trace.setSpan(own, this.#span);
  }

  /** A query begins; returns how to say that it is over, with what it failed for. */
  query(name: string): (fault?: unknown) => void {
    if (this.#isOver || this.#queries.length >= MOST_QUERIES) return () => {};
    const startMs = Date.now();
    return (fault = null) => {
      if (!this.#isOver && this.#queries.length < MOST_QUERIES)
        this.#queries.push({ name, startMs, endMs: Date.now(), fault });
    };
  }

  /** It is over. `fault`: what it failed for, null where it went well. A second end is ignored. */
  end(isWorthTelling: boolean, fault: unknown = null, attributes: Attributes = {}): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const isSlow = Date.now() - this.#startMs >= SLOW_MS;
    if (fault === null && !isWorthTelling) return;
    if (this.#span === null && !((fault !== null || isSlow) && this.#mayTell())) return;
    const span = this.#span ?? this.#begin();
    const inside = trace.setSpan(ROOT_CONTEXT, span);
    for (const { name, startMs, endMs, fault: why } of this.#queries) {
      const child = this.#tracer.startSpan(
        name,
        {
          kind: SpanKind.CLIENT,
          startTime: startMs,
          attributes: { [Attr.dbSystemName]: 'postgresql', [Attr.dbOperationName]: name },
        },
        inside,
      );
      if (why !== null) fail(child, why);
      child.end(endMs);
    }
    span.setAttributes(attributes);
    if (fault !== null) fail(span, fault);
    span.end();
  }

  #begin(): Span {
    const { name, kind, attributes, links = [] } = this.#start;
    return this.#tracer.startSpan(name, { kind, attributes, links, startTime: this.#startMs }, ROOT_CONTEXT);
  }
}

/** Runs work in the context of its piece, which ends as it does. */
export async function runIn<T>(
  piece: Work,
  run: () => Promise<T>,
  isWorthTelling: (result: T) => boolean = () => true,
): Promise<T> {
  try {
    const result = await context.with(piece.context, run);
    piece.end(isWorthTelling(result));
    return result;
  } catch (error) {
    piece.end(true, error);
    throw error;
  }
}

/** By its kind alone: messages of errors may hold what somebody sent. */
function fail(span: Span, fault: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute(Attr.errorType, typeOf(fault));
}

function typeOf(fault: unknown): string {
  if (typeof fault === 'string') return fault;
  const code = sqlState(fault) ?? (fault as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  return fault instanceof Error ? fault.name : '_OTHER';
}
