import type { KeyObject } from 'node:crypto';
import { DataKeys } from './data-keys.ts';
import { deriveDataKey, type EncryptionKey } from './encryption-key.ts';
import {
  type Envelope,
  isSealed,
  openEnvelope,
  type Place,
  readEnvelope,
  saltOf,
  sealText,
} from './envelope.ts';

/** A sealed value that does not open, and why. The message names the key's id and the place, nothing of the content. */
export class SealedValue extends TypeError {
  readonly keyId: string;

  constructor(keyId: string, place: Place, reason: string) {
    super(`[sealed with key ${JSON.stringify(keyId)}, ${reason}]`);
    this.name = 'SealedValue';
    this.keyId = keyId;
    this.place = place;
  }

  readonly place: Place;
}

/** Seals and opens texts with the keys that the hub has at the moment; without any it seals nothing. */
export interface Sealing {
  /** Id of the key that seals now; null: what is written is stored as it is. */
  readonly keyId: string | null;
  seal(text: string, place: Place): string;
  /** What was sealed; a text that is not comes back as it is. Throws SealedValue. */
  open(text: string, place: Place): string;
}

const MAX_OPENERS = 2000;

/** The keys of a hub. Keys may be exchanged at any time: what was sealed under one that is still there goes on opening. */
export class Keyring implements Sealing {
  readonly #dataKeys: DataKeys;
  #sealer: EncryptionKey | null = null;
  #keys: ReadonlyMap<string, EncryptionKey> = new Map();
  /** Data keys by the key's id and their salt, those used first first. */
  readonly #openers = new Map<string, KeyObject>();

  constructor(dataKeys = new DataKeys()) {
    this.#dataKeys = dataKeys;
  }

  get keyId(): string | null {
    return this.#sealer?.id ?? null;
  }

  /** Ids of the keys that are there. */
  get keyIds(): string[] {
    return [...this.#keys.keys()];
  }

  /** Opens with `keys` and seals with one of them from now on. */
  use(keys: readonly EncryptionKey[], sealer: EncryptionKey | null): void {
    this.#keys = new Map(keys.map((key) => [key.id, key]));
    this.#sealer = sealer;
    this.#openers.clear();
  }

  seal(text: string, place: Place): string {
    return this.#sealer === null ? text : sealText(text, place, this.#dataKeys.next(this.#sealer));
  }

  open(text: string, place: Place): string {
    if (!isSealed(text)) return text;
    const envelope = readEnvelope(text);
    if (envelope === null) throw new SealedValue('', place, 'which is cut off');
    const key = this.#opener(envelope);
    if (key === null) throw new SealedValue(envelope.keyId, place, 'which this hub does not have');
    try {
      return openEnvelope(envelope, place, key);
    } catch {
      throw new SealedValue(envelope.keyId, place, 'and not what was stored here: it was changed or moved');
    }
  }

  #opener(envelope: Envelope): KeyObject | null {
    const name = `${envelope.keyId} ${saltOf(envelope).toString('latin1')}`;
    const known = this.#openers.get(name);
    if (known !== undefined) return known;
    const key = this.#keys.get(envelope.keyId);
    if (key === undefined) return null;
    const derived = deriveDataKey(key.secret, saltOf(envelope));
    this.#openers.set(name, derived);
    for (const oldest of this.#openers.keys()) {
      if (this.#openers.size <= MAX_OPENERS) break;
      this.#openers.delete(oldest);
    }
    return derived;
  }
}
