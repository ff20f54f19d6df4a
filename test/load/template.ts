import type { Mark, Stamp } from './marks.ts';

/**
 * The body of an export request whose ids, times and numbered names are written anew for each request, in place: some
 * thousand writes of a few bytes instead of encoding spans.
 */
export class Template {
  readonly #body: Buffer;
  readonly #slots: { at: number; mark: Mark }[] = [];

  /** Throws where a mark is not in the body: such a body would be the same in each request. */
  constructor(body: Uint8Array, marks: readonly Mark[]) {
    this.#body = Buffer.from(body);
    for (const mark of marks) {
      let at = this.#body.indexOf(mark.pattern);
      if (at < 0) throw new Error(`the template has no ${mark.pattern.toString('hex')}`);
      for (; at >= 0; at = this.#body.indexOf(mark.pattern, at + mark.pattern.length)) {
        this.#slots.push({ at, mark });
      }
    }
  }

  get bytes(): number {
    return this.#body.length;
  }

  stamped(stamp: Stamp): Buffer {
    const body = Buffer.from(this.#body);
    for (const { at, mark } of this.#slots) mark.write(body, at, stamp);
    return body;
  }
}
