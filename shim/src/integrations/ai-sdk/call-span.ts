import {
  type Attributes,
  type AttributeValue,
  type Context,
  type Exception,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanContext,
  type SpanStatus,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { guarded } from '../../setup/guard.ts';

/** What hears of what the SDK tells a span. */
export interface Told {
  firstChunk?(): void;
  /** The span has ended, with these attributes. */
  succeed(attributes: Attributes): void;
  fail(error: unknown): void;
  /** The span was collected before its end came: the answer was not read. */
  abandon?(): void;
}

const collected = new FinalizationRegistry<Told>((told) => {
  guarded('ending an answer that nobody reads', () => told.abandon?.());
});

/** What AI SDK 6 takes for its span: it hands on what is told, and records nothing itself. */
export class CallSpan implements Span {
  readonly #context: Context;
  readonly #told: Told;
  #attributes: Attributes = {};
  #error: unknown;
  #failed = false;
  #ended = false;
  #awaited = false;

  constructor(context: Context, told: Told) {
    this.#context = context;
    this.#told = told;
    collected.register(this, told, this);
  }

  /**
   * Tells a failure when this is settled, with the error that it fails with: the SDK tells its span a copy without
   * what a provider said, and ends it before.
   */
  settleWith(work: unknown): void {
    if (!(work instanceof Promise)) return;
    this.#awaited = true;
    const settle = (failure?: { readonly error: unknown }) => {
      this.#awaited = false;
      if (failure !== undefined && this.#failed) this.#error = failure.error;
      if (this.#ended && this.#failed) this.#report();
    };
    work.then(
      () => settle(),
      (error: unknown) => settle({ error }),
    );
  }

  spanContext(): SpanContext {
    return trace.getSpanContext(this.#context) ?? INVALID_SPAN_CONTEXT;
  }

  setAttribute(key: string, value: AttributeValue): this {
    return this.setAttributes({ [key]: value });
  }

  setAttributes(attributes: Attributes): this {
    this.#attributes = { ...this.#attributes, ...attributes };
    return this;
  }

  addEvent(name: string): this {
    if (name.endsWith('.firstChunk')) guarded('hearing of a chunk', () => this.#told.firstChunk?.());
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  setStatus({ code, message }: SpanStatus): this {
    if (code !== SpanStatusCode.ERROR) return this;
    this.#failed = true;
    this.#error ??= new Error(message);
    return this;
  }

  updateName(): this {
    return this;
  }

  recordException(exception: Exception): void {
    this.#failed = true;
    this.#error = asError(exception);
  }

  isRecording(): boolean {
    return !this.#ended;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    collected.unregister(this);
    if (!(this.#failed && this.#awaited)) this.#report();
  }

  #report(): void {
    guarded('tracking the end of a call of the AI SDK', () => {
      if (this.#failed) this.#told.fail(this.#error);
      else this.#told.succeed(this.#attributes);
    });
  }
}

/** The SDK takes errors apart, but their name tells an abort from a failure. */
function asError(exception: Exception): unknown {
  if (typeof exception === 'string' || exception instanceof Error) return exception;
  const error = new Error(exception.message);
  if (exception.name !== undefined) error.name = exception.name;
  if (exception.stack !== undefined) error.stack = exception.stack;
  return error;
}
