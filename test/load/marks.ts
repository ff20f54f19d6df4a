import { recordId, type StreamNumber, spanId } from './ids.ts';

/** Where a stamped body takes its ids and times from. */
export interface Stamp {
  /** Trace ids of the runs of this body count on from here. */
  readonly traces: { readonly number: StreamNumber; readonly from: number };
  /** Ids of its log records count on from here. */
  readonly records: { readonly number: StreamNumber; readonly from: number };
  /** Start of the first run, in microseconds since the epoch. */
  readonly startUs: number;
}

/** A text of bytes that stands for something in a template, and what is written over it. Both have the same length. */
export interface Mark {
  readonly pattern: Buffer;
  readonly write: (body: Buffer, at: number, stamp: Stamp) => void;
}

/** How a body is written: ids as bytes and times as fixed64, or ids as hex and times as decimal texts. */
export type Encoding = 'protobuf' | 'json';

const TRACE_NUMBER = 'f0e1d2c3b4a59687';
const RECORD_NUMBER = 'e7d6c5b4a3928170';
const SPAN_NUMBER = 'd7b3915f';
// A whole multiple of 2^32 nanoseconds, so that the upper half tells a time; 19 decimal digits, as today's times have. The
// four bytes differ and are no whole microseconds, so that no offset reads like them.
const START_NS = 1_809_876_543n << 32n;
const START_US = 5_555_555_555_000_000;

/** Runs of one body start a millisecond after each other. */
export const RUN_EVERY_US = 1000;

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** What stands in a template where a stamped body has its ids and times. */
export const placeholder = {
  traceId: (run: number) => TRACE_NUMBER + hex(run, 16),
  spanId: (run: number, index: number) => SPAN_NUMBER + hex(run, 4) + hex(index, 4),
  recordId: (record: number) => RECORD_NUMBER + hex(record, 16),
  /** Seconds and nanoseconds of a time so many microseconds after the start of the body's first run. */
  time: (offsetUs: number): [number, number] => {
    const ns = START_NS + BigInt(offsetUs) * 1000n;
    return [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)];
  },
  /** The start of a run as an integer attribute. */
  startUs: (run: number) => START_US + run * RUN_EVERY_US,
  /** A name with a number that changes from run to run: `agent-` and as many digits. */
  numbered: (prefix: string, run: number, digits: number) =>
    `${prefix}-\`${String(run).padStart(digits - 1, '0')}`,
} as const;

/** Both halves of a time in nanoseconds, as unsigned 32-bit integers. */
const high = (ns: bigint) => Number(ns >> 32n);
const low = (ns: bigint) => Number(ns & 0xffffffffn);

/** Ids of a run with so many spans. */
export function runMarks(encoding: Encoding, run: number, spans: number): Mark[] {
  const marks = [
    idMark(encoding, placeholder.traceId(run), ({ traces }) => recordId(traces.number, traces.from + run)),
  ];
  for (let index = 0; index < spans; index += 1) {
    marks.push(
      idMark(encoding, placeholder.spanId(run, index), ({ traces }) => spanId(traces.from + run, index)),
    );
  }
  return marks;
}

/** An id where it is bytes in protobuf, hex in JSON. */
function idMark(encoding: Encoding, mark: string, idOf: (stamp: Stamp) => string): Mark {
  if (encoding === 'json') return hexMark(mark, idOf);
  return {
    pattern: Buffer.from(mark, 'hex'),
    write: (body, at, stamp) => body.write(idOf(stamp), at, 'hex'),
  };
}

/** An id within a text, hex in any encoding. */
function hexMark(mark: string, idOf: (stamp: Stamp) => string): Mark {
  return { pattern: Buffer.from(mark), write: (body, at, stamp) => body.write(idOf(stamp), at, 'latin1') };
}

/** The id of a log record, and the execution that an event of a run names. */
export const recordMark = (record: number): Mark =>
  hexMark(placeholder.recordId(record), ({ records }) => recordId(records.number, records.from + record));
export const executionMark = (run: number): Mark =>
  hexMark(
    placeholder.traceId(run) + placeholder.spanId(run, 0),
    ({ traces }) => recordId(traces.number, traces.from + run) + spanId(traces.from + run, 0),
  );

/** All times of a body: found by what the placeholder times have in common. */
export function timeMark(encoding: Encoding): Mark {
  if (encoding === 'json') {
    const digits = String(START_NS).slice(0, 8);
    return {
      pattern: Buffer.from(`"${digits}`),
      write: (body, at, { startUs }) => {
        const offset = BigInt(body.toString('latin1', at + 1, at + 20)) - START_NS;
        body.write(String(BigInt(startUs) * 1000n + offset), at + 1, 'latin1');
      },
    };
  }
  const pattern = Buffer.alloc(4);
  pattern.writeUInt32LE(high(START_NS));
  return {
    pattern,
    // The pattern is the upper half; the lower half, the offset, stands before it.
    write: (body, at, { startUs }) => {
      const ns = BigInt(startUs) * 1000n;
      const sum = low(ns) + body.readUInt32LE(at - 4);
      body.writeUInt32LE(sum % 2 ** 32, at - 4);
      body.writeUInt32LE(high(ns) + Math.floor(sum / 2 ** 32), at);
    },
  };
}

/** The start of a run as an integer: a varint of eight bytes, or sixteen digits. */
export function startMark(encoding: Encoding, run: number): Mark {
  const write = (text: (us: number) => Buffer): Mark => ({
    pattern: text(placeholder.startUs(run)),
    write: (body, at, { startUs }) => text(startUs + run * RUN_EVERY_US).copy(body, at),
  });
  return encoding === 'json' ? write((us) => Buffer.from(String(us))) : write(varint);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

/** A numbered name of a run; its number goes through `0 … count − 1` with the runs of the load. */
export function numberedMark(prefix: string, run: number, digits: number, count: number): Mark {
  return {
    pattern: Buffer.from(placeholder.numbered(prefix, run, digits)),
    write: (body, at, { traces }) =>
      body.write(String((traces.from + run) % count).padStart(digits, '0'), at + prefix.length + 1, 'latin1'),
  };
}
