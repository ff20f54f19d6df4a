import type { Mark, Stamp } from './marks.ts';

const START_BYTES = 4;

function* placesOf(body: Buffer, pattern: Buffer): Generator<number> {
  for (let at = body.indexOf(pattern); at >= 0; at = body.indexOf(pattern, at + 1)) yield at;
}

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
    // Ids begin alike: the body is gone through once for each beginning, not for each id.
    const byStart = Map.groupBy(marks, ({ pattern }) => pattern.toString('latin1', 0, START_BYTES));
    for (const [start, alike] of byStart) {
      const missing = new Map(alike.map((mark) => [mark.pattern.toString('latin1'), mark]));
      const byPattern = new Map(missing);
      const lengths = [...new Set(alike.map(({ pattern }) => pattern.length))];
      for (const at of placesOf(this.#body, Buffer.from(start, 'latin1'))) {
        for (const length of lengths) {
          const pattern = this.#body.toString('latin1', at, at + length);
          const mark = byPattern.get(pattern);
          if (mark !== undefined) this.#slots.push({ at, mark });
          missing.delete(pattern);
        }
      }
      for (const { pattern } of missing.values()) {
        throw new Error(`the template has no ${pattern.toString('hex')}`);
      }
    }
  }

  stamped(stamp: Stamp): Buffer {
    const body = Buffer.from(this.#body);
    for (const { at, mark } of this.#slots) mark.write(body, at, stamp);
    return body;
  }
}
