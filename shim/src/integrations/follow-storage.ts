import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '@opentelemetry/api';
import { runInContext } from '../context/active-context.ts';
import { guarded } from '../setup/guard.ts';
import { processWide } from '../setup/process-wide.ts';

type Storage = AsyncLocalStorage<unknown>;

/** A framework's storage, as ours passes it on. */
export interface Followed {
  /** Runs work whose `enterWith` counts in all of the process, wherever nothing else was entered. */
  everywhere(work: () => void): void;
}

const followed = processWide('storages', () => new WeakMap<object, Followed>());

/**
 * Runs what a framework runs with a store of its own in our context too, so that spans of HTTP and databases stand below
 * the step that they belong to. The framework keeps its storage in this slot of `globalThis`, where it looks each time
 * and may be given another one; ours passes everything on to the one that is there.
 *
 * @param contextOf - the context that belongs to a store, where there is one.
 * @param otherwise - the storage where the slot is empty; without it an empty slot is left alone.
 */
export function followStorage(
  slot: symbol,
  contextOf: (store: unknown) => Context | undefined,
  otherwise?: () => Storage,
): Followed | undefined {
  return guarded('following the context of a framework', () => {
    const scope = globalThis as unknown as Record<symbol, unknown>;
    const storage = scope[slot] ?? otherwise?.();
    if (!isStorage(storage)) return undefined;
    const known = followed.get(storage);
    if (known !== undefined) return known;
    const ours = new FollowedStorage(storage, contextOf);
    followed.set(ours, ours);
    scope[slot] = ours;
    return ours;
  });
}

class FollowedStorage extends AsyncLocalStorage<unknown> implements Followed {
  readonly #inner: Storage;
  readonly #contextOf: (store: unknown) => Context | undefined;
  #isEverywhere = false;
  /** The store where none was entered. */
  #base: unknown;

  constructor(inner: Storage, contextOf: (store: unknown) => Context | undefined) {
    super();
    this.#inner = inner;
    this.#contextOf = contextOf;
  }

  override run<R, A extends unknown[]>(store: unknown, fn: (...given: A) => R, ...given: A): R {
    const context = guarded('finding the context of a run', () => this.#contextOf(store));
    if (context === undefined) return this.#inner.run(store, fn, ...given);
    return runInContext(context, () => this.#inner.run(store, fn, ...given));
  }

  override getStore(): unknown {
    return this.#inner.getStore() ?? this.#base;
  }

  override enterWith(store: unknown): void {
    if (this.#isEverywhere) this.#base = store;
    else this.#inner.enterWith(store);
  }

  everywhere(work: () => void): void {
    this.#isEverywhere = true;
    try {
      work();
    } finally {
      this.#isEverywhere = false;
    }
  }

  override exit<R, A extends unknown[]>(fn: (...given: A) => R, ...given: A): R {
    return this.#inner.exit(fn, ...given);
  }

  override disable(): void {
    this.#inner.disable();
  }
}

function isStorage(value: unknown): value is Storage {
  if (typeof value !== 'object' || value === null) return false;
  const { run, getStore, enterWith } = value as Partial<Storage>;
  return [run, getStore, enterWith].every((method) => typeof method === 'function');
}
