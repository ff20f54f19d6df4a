import { ABANDONED } from '../conventions/index.ts';
import { guarded } from '../setup/guard.ts';
import type { Inference } from './inference.ts';

/** Hears of what was collected before its end came. */
const collected = new FinalizationRegistry<InferenceEnd>((end) => {
  const error = new Error('the answer was not read to its end');
  error.name = ABANDONED;
  end.fail(error);
});

/** The end of an inference whose answer others read: it comes once, and by itself where the answer is collected. */
export class InferenceEnd {
  readonly #inference: Inference;
  readonly #before: (() => Error | undefined) | undefined;
  readonly #meant: (error: unknown) => unknown;
  #ended = false;

  /**
   * `before` is called before the inference ends, however it ends; it gives what the answer says went wrong. `meant`
   * gives what an error means, where the error itself does not tell.
   */
  constructor(
    inference: Inference,
    before?: () => Error | undefined,
    meant: (error: unknown) => unknown = (error) => error,
  ) {
    this.#inference = inference;
    this.#before = before;
    this.#meant = meant;
  }

  /** Should this object be collected, no end can come any more. */
  dependOn(holder: object): void {
    collected.unregister(this);
    collected.register(holder, this, this);
  }

  succeed(): void {
    this.#once((error) => this.#inference.end(error && { error }));
  }

  fail(error: unknown): void {
    this.#once(() => this.#inference.end({ error: this.#meant(error) }));
  }

  #once(end: (told: Error | undefined) => void): void {
    if (this.#ended) return;
    this.#ended = true;
    collected.unregister(this);
    const told = this.#before && guarded('reading an answer', this.#before);
    guarded('tracking the end of an answer', () => end(told));
  }
}
