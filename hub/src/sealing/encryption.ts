import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { type EncryptionKey, KeyFault } from './encryption-key.ts';
import type { KeyList, KeySource } from './key-source.ts';
import { Keyring } from './sealing.ts';

/** How the hub's other parts hear of keys. */
export interface KeyEvents {
  /** Another key seals from now on. */
  readonly onKey: (keyId: string) => void;
  /** Keys could not be read anew: those that were there stay. Told once. */
  readonly onError: (error: unknown) => void;
}

export interface EncryptionTimes {
  /** How often the source is looked at; unless given, as the source has it. */
  readonly everyMs?: number;
  /** How long a new key opens before it seals, so that other hubs on the database know it by then. */
  readonly graceMs?: number;
}

const GRACE_MS = 10_000;

/** The hub's keys: read at the start and looked at again for as long as it runs. */
export class Encryption {
  readonly keyring = new Keyring();
  readonly #source: KeySource;
  readonly #times: Required<EncryptionTimes>;
  readonly #stop = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  #digest = '';
  #keys: readonly EncryptionKey[] = [];
  #error: string | null = null;
  /** A key that is to seal, and when. */
  #next: { readonly key: EncryptionKey; readonly atMs: number } | null = null;

  private constructor(source: KeySource, { everyMs = source.everyMs, graceMs = GRACE_MS }: EncryptionTimes) {
    this.#source = source;
    this.#times = { everyMs, graceMs };
  }

  /** Throws a KeyFault where there are no keys as they must be. */
  static async open(source: KeySource, times: EncryptionTimes = {}): Promise<Encryption> {
    const encryption = new Encryption(source, times);
    encryption.#take(await source.read());
    const [first = null] = encryption.#keys;
    encryption.keyring.use(encryption.#keys, first);
    return encryption;
  }

  /** What is wrong with the source at the moment; null: nothing. */
  get error(): string | null {
    return this.#error;
  }

  /** Id of a key that is loaded and does not seal yet. */
  get nextKeyId(): string | null {
    return this.#next?.key.id ?? null;
  }

  /** Compares the keys with those that sealed before, and looks for changes from now on. Throws a KeyFault. */
  async start(pool: pg.Pool, events: KeyEvents): Promise<void> {
    await this.#compare(pool, this.#keys);
    await this.#register(pool);
    this.#watching = this.#watch(pool, events);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watch(pool: pg.Pool, events: KeyEvents): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await sleep(this.#waitMs(), undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      try {
        await this.#look(pool);
        if (await this.#advance(pool)) events.onKey(this.keyring.keyId ?? '');
        this.#error = null;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (this.#error !== message) events.onError(error);
        this.#error = message;
      }
    }
  }

  #waitMs(): number {
    const untilNextMs = this.#next === null ? Number.POSITIVE_INFINITY : this.#next.atMs - performance.now();
    return Math.max(10, Math.min(this.#times.everyMs, untilNextMs));
  }

  async #look(pool: pg.Pool): Promise<void> {
    const list = await this.#source.read();
    if (list.digest === this.#digest) return;
    await this.#compare(pool, list.keys);
    this.#take(list);
    const [first] = this.#keys;
    const sealer = this.#keys.find(({ id }) => id === this.keyring.keyId);
    if (first === undefined) return;
    const graceMs = sealer === undefined ? 0 : this.#times.graceMs;
    this.#next = sealer === first ? null : { key: first, atMs: performance.now() + graceMs };
    this.keyring.use(this.#keys, sealer ?? first);
  }

  async #advance(pool: pg.Pool): Promise<boolean> {
    if (this.#next === null || this.#next.atMs > performance.now()) return false;
    const { key } = this.#next;
    await this.#register(pool, key);
    this.keyring.use(this.#keys, key);
    this.#next = null;
    return true;
  }

  #take({ keys, digest }: KeyList): void {
    this.#keys = keys;
    this.#digest = digest;
  }

  /** Another key of an id that sealed before is refused: what that one sealed would be lost without a word. */
  async #compare(pool: pg.Pool, keys: readonly EncryptionKey[]): Promise<void> {
    const known = await pool.query<{ id: string; fingerprint: string }>(
      'SELECT id, fingerprint FROM encryption_keys WHERE id = ANY($1)',
      [keys.map(({ id }) => id)],
    );
    for (const { id, fingerprint } of known.rows) {
      const key = keys.find((one) => one.id === id);
      if (key !== undefined && key.fingerprint !== fingerprint)
        throw new KeyFault(
          `${this.#source.origin}, line ${key.line}: expected the key ${id} that sealed what is stored; got another one of that id. Give a new key a new id.`,
        );
    }
  }

  async #register(pool: pg.Pool, key = this.#keys[0]): Promise<void> {
    if (key === undefined) return;
    await pool.query(
      'INSERT INTO encryption_keys (id, fingerprint) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING',
      [key.id, key.fingerprint],
    );
    // Another hub may have been first with another key.
    await this.#compare(pool, [key]);
  }
}
