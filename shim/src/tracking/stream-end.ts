import { ABANDONED } from '../conventions/index.ts';
import { guarded } from '../setup/guard.ts';
import type { Inference } from './inference.ts';

/** Hears of what was collected before its end came. */
const collected = new FinalizationRegistry<StreamEnd>((end) => {
  const error = new Error('the stream was not read to its end');
  error.name = ABANDONED;
  end.fail(error);
});

/** The end of a stream, which comes once. */
export class StreamEnd {
  readonly #inference: Inference;
  readonly #before: (() => void) | undefined;
  #ended = false;

  constructor(inference: Inference, before?: () => void) {
    this.#inference = inference;
    this.#before = before;
  }

  /** Should this object be collected, no end can come any more. */
  dependOn(holder: object): void {
    collected.unregister(this);
    collected.register(holder, this, this);
  }

  succeed(): void {
    this.#once(() => this.#inference.end());
  }

  fail(error: unknown): void {
    this.#once(() => this.#inference.end({ error }));
  }

  #once(work: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    collected.unregister(this);
    if (this.#before) guarded('reading a streamed answer', this.#before);
    guarded('tracking the end of a stream', work);
  }
}
