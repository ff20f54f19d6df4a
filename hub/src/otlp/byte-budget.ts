import { HubError } from '../errors.ts';
import type { OtlpLimits } from './limits.ts';

/** Bytes that one request holds; `release` gives them all back, once. */
export interface Lease {
  /** Takes more bytes; throws OBS_OVERLOADED where there are none left. */
  grow(bytes: number): void;
  shrink(bytes: number): void;
  release(): void;
}

/** Bounds the memory of the requests under way, over all transports that share it. */
export class ByteBudget {
  #free: number;
  readonly #admit: () => void;

  /** A single request of the largest size always fits, as sent and as unpacked. `admit` throws where none is let in. */
  constructor(limits: OtlpLimits, admit: () => void = () => {}) {
    this.#admit = admit;
    this.#free = Math.max(limits.maxInFlightBytes, 2 * limits.maxBodyBytes);
  }

  get free(): number {
    return this.#free;
  }

  lease(): Lease {
    let held = 0;
    const grow = (bytes: number) => {
      if (held === 0 && bytes > 0) this.#admit();
      if (bytes > this.#free) {
        throw new HubError(
          'OBS_OVERLOADED',
          'The hub holds as many requests as it may; send this one again.',
        );
      }
      held += bytes;
      this.#free -= bytes;
    };
    return { grow, shrink: (bytes) => grow(-bytes), release: () => grow(-held) };
  }
}
