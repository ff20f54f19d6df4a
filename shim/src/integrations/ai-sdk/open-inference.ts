import type { Inference } from '../../tracking/inference.ts';
import type { AiCall } from './ai-call.ts';

/** An inference of a call, which ends once: by itself, or with the call. */
export class OpenInference {
  readonly inference: Inference;
  readonly #call: AiCall;
  #ended = false;

  constructor(inference: Inference, call: AiCall) {
    this.inference = inference;
    this.#call = call;
  }

  succeed(): void {
    this.#end(undefined);
  }

  fail(error: unknown): void {
    this.#end({ error });
  }

  /** Ends the whole call, where this inference is open and its end cannot come any more. */
  abandon(): void {
    if (!this.#ended) this.#call.abandon();
  }

  #end(failure: { readonly error: unknown } | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#call.hasEnded(this, failure !== undefined);
    this.inference.end(failure);
  }
}
