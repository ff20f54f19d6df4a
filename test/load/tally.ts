import type { Counts } from './check.ts';
import { recordId, spanId } from './ids.ts';
import type { Stream } from './ledger.ts';

/** How often each record of a stream was found: a byte a record. */
export class Tally {
  readonly #times = new Map<number, Uint8Array>();
  readonly #stream: Stream;
  readonly #each: number;

  /** `each`: records that one counter has. */
  constructor(stream: Stream, each = stream.recordsEach) {
    this.#stream = stream;
    this.#each = each;
  }

  /** Notes the record `part` (from 0) of an id of 32 hex digits; ids of other streams are passed over. */
  note(id: string, part = 0): void {
    if (!id.startsWith(this.#stream.number.hex) || part >= this.#each) return;
    const counter = Number.parseInt(id.slice(16), 16);
    const times = this.#times.get(counter) ?? new Uint8Array(this.#each);
    times[part] = Math.min(255, (times[part] ?? 0) + 1);
    this.#times.set(counter, times);
  }

  /** Notes a span, where its id is one that the trace's counter gives. */
  noteSpan(traceId: string, id: string): void {
    const part = Number.parseInt(id.slice(14), 16) - 1;
    if (spanId(Number.parseInt(traceId.slice(16), 16), part) === id) this.note(traceId, part);
  }

  counts(): Counts {
    const { acknowledged, number, recordsEach } = this.#stream;
    const examples: string[] = [];
    let found = 0;
    let doubled = 0;
    const tell = (counter: number, part: number, times: number) => {
      if (examples.length >= 5) return;
      const span = recordsEach > 1 ? ` ${spanId(counter, part)}` : '';
      examples.push(`${recordId(number, counter)}${span} is there ${times} times`);
    };
    for (const [counter, all] of this.#times) {
      for (const [part, times] of all.entries()) {
        if (times < 2) continue;
        doubled += times - 1;
        tell(counter, part, times);
      }
    }
    for (const { from, to } of acknowledged.intervals) {
      for (let counter = from; counter < to; counter += 1) {
        for (let part = 0; part < this.#each; part += 1) {
          if ((this.#times.get(counter)?.[part] ?? 0) > 0) found += 1;
          else tell(counter, part, 0);
        }
      }
    }
    const expected = acknowledged.size * this.#each;
    return { acknowledged: expected, found, lost: expected - found, doubled, examples };
  }
}
