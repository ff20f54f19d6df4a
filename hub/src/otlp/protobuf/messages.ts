import type { Decoding } from '../decoding.ts';
import type { WireReader } from './wire-reader.ts';

/** Reads each message that the field holds. A singular field may come more than once; its messages count as one. */
export function within(r: WireReader, field: number, read: () => void): void {
  while (r.next()) {
    if (r.field !== field) {
      r.skip();
      continue;
    }
    const outer = r.enter();
    read();
    r.leave(outer);
  }
}

/** Reads each message of a repeated field; `d.path` says which one is being read. */
export function eachMessage(r: WireReader, d: Decoding, field: number, name: string, read: () => void): void {
  let index = 0;
  within(r, field, () => {
    d.path.push(name, index++);
    read();
    d.path.length -= 2;
  });
}
