import { createHash } from 'node:crypto';
import { CommandFault } from '../command/command-fault.ts';

/** M manifest, T a table begins, R its rows as COPY writes them, E the table ends, Z the backup ends. */
const kinds = ['M', 'T', 'R', 'E', 'Z'] as const;
export type FrameKind = (typeof kinds)[number];

export interface Frame {
  readonly kind: FrameKind;
  readonly payload: Buffer;
}

const HEADER_BYTES = 5;
/** More is a damaged length, for which no memory is taken. */
const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** A frame: its kind as one ASCII letter, the payload's length as 32 bits big-endian, the payload. */
function encode(kind: FrameKind, payload: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(kind, 'latin1');
  header.writeUInt32BE(payload.length, 1);
  return Buffer.concat([header, payload]);
}

/** Makes the frames of one backup, and at its end the checksum of all before. */
export class FrameWriter {
  readonly #hash = createHash('sha256');

  frame(kind: Exclude<FrameKind, 'Z'>, payload: Buffer | object): Buffer {
    const bytes = encode(kind, Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload)));
    this.#hash.update(bytes);
    return bytes;
  }

  end(payload: object): Buffer {
    return encode('Z', Buffer.from(JSON.stringify({ ...payload, sha256: this.#hash.digest('hex') })));
  }
}

/** The frames of a backup. Throws a CommandFault where it was cut or changed: the last frame comes when all is well. */
export async function* readFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Frame, void> {
  const hash = createHash('sha256');
  const bytes = new ByteReader(source);
  for (;;) {
    const header = await bytes.take(HEADER_BYTES);
    if (header === null) throw cut();
    const kind = kinds.find((one) => one === String.fromCharCode(header[0] ?? 0));
    const length = header.readUInt32BE(1);
    if (kind === undefined || length > MAX_PAYLOAD_BYTES)
      throw damaged('something else stands where a table or its rows begin');
    const payload = await bytes.take(length);
    if (payload === null) throw cut();
    if (kind !== 'Z') {
      hash.update(header).update(payload);
      yield { kind, payload };
      continue;
    }
    const expected = jsonOf<{ sha256: string }>(payload).sha256;
    const came = hash.digest('hex');
    if (came !== expected)
      throw damaged(`its SHA-256 is ${came}, and the one written at its end is ${expected}`);
    if ((await bytes.take(1)) !== null) throw damaged('something follows its end');
    yield { kind, payload };
    return;
  }
}

export function jsonOf<T>(payload: Buffer): T {
  try {
    return JSON.parse(payload.toString('utf8')) as T;
  } catch {
    throw damaged('what should be JSON is none');
  }
}

export function damaged(what: string): CommandFault {
  return new CommandFault(
    `The backup is damaged: ${what}. Nothing was restored. Use another copy of it, or an earlier backup.`,
  );
}

function cut(): CommandFault {
  return new CommandFault(
    'The backup is not whole: it ends before its last part, so it was cut, or its writing never ended. ' +
      'Nothing was restored. Compare its size with the original, or use an earlier backup.',
  );
}

class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #pending: Buffer[] = [];
  #size = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** So many bytes; null where the source ends before. */
  async take(count: number): Promise<Buffer | null> {
    while (this.#size < count) {
      const { value, done } = await this.#source.next();
      if (done) return null;
      this.#pending.push(value);
      this.#size += value.length;
    }
    const all = this.#pending.length === 1 ? this.#pending[0] : Buffer.concat(this.#pending);
    if (all === undefined) return Buffer.alloc(0);
    this.#size -= count;
    this.#pending = this.#size === 0 ? [] : [all.subarray(count)];
    return all.subarray(0, count);
  }
}
