import { type KeyObject, randomBytes } from 'node:crypto';
import { deriveDataKey, type EncryptionKey } from './encryption-key.ts';

export const SALT_BYTES = 16;
export const NONCE_BYTES = 12;
const COUNTER_BYTES = 4;

/** What one message is sealed with. */
export interface MessageKey {
  readonly keyId: string;
  readonly key: KeyObject;
  readonly salt: Buffer;
  readonly nonce: Buffer;
}

export interface DataKeyOptions {
  /** Messages under one data key; the counter has room for 2^32. */
  readonly maxMessages?: number;
  readonly maxAgeMs?: number;
  readonly nowMs?: () => number;
}

interface DataKey {
  readonly of: EncryptionKey;
  readonly key: KeyObject;
  readonly salt: Buffer;
  readonly untilMs: number;
  messages: number;
}

/**
 * Gives each message a key and nonce that no other message has. A data key is this process's own, by a random salt, for
 * an hour or 2^24 messages. Its nonces count, so that none comes twice, and end in random bytes, so that none does in a
 * copy of the process either (a virtual machine that is restored from a snapshot counts on from the same number).
 */
export class DataKeys {
  readonly #maxMessages: number;
  readonly #maxAgeMs: number;
  readonly #nowMs: () => number;
  #current: DataKey | null = null;

  constructor({
    maxMessages = 2 ** 24,
    maxAgeMs = 3_600_000,
    nowMs = () => performance.now(),
  }: DataKeyOptions = {}) {
    this.#maxMessages = maxMessages;
    this.#maxAgeMs = maxAgeMs;
    this.#nowMs = nowMs;
  }

  next(of: EncryptionKey): MessageKey {
    let current = this.#current;
    if (
      current === null ||
      current.of !== of ||
      current.messages >= this.#maxMessages ||
      this.#nowMs() >= current.untilMs
    ) {
      const salt = randomBytes(SALT_BYTES);
      const untilMs = this.#nowMs() + this.#maxAgeMs;
      current = { of, key: deriveDataKey(of.secret, salt), salt, untilMs, messages: 0 };
      this.#current = current;
    }
    const nonce = Buffer.allocUnsafe(NONCE_BYTES);
    nonce.writeUInt32BE(current.messages, 0);
    randomTail().copy(nonce, COUNTER_BYTES);
    current.messages += 1;
    return { keyId: of.id, key: current.key, salt: current.salt, nonce };
  }
}

const TAIL_BYTES = NONCE_BYTES - COUNTER_BYTES;
let pool = Buffer.alloc(0);
let used = 0;

/** Drawn many at a time: a call for each would cost as much as the sealing. */
function randomTail(): Buffer {
  if (used + TAIL_BYTES > pool.length) {
    pool = randomBytes(TAIL_BYTES * 512);
    used = 0;
  }
  used += TAIL_BYTES;
  return pool.subarray(used - TAIL_BYTES, used);
}
