import { createHash } from 'node:crypto';
import type { Source } from '../otlp/records.ts';

/** A stable id of a source: 63 bits of a hash of its content, so that every replica gives the same. */
export function sourceHash(source: Source): bigint {
  return hash63([source.service, source.scopeName, source.scopeVersion, source.resource]);
}

/** 63 bits of SHA-256 over a value's JSON: fits a PostgreSQL bigint. */
export function hash63(value: unknown): bigint {
  return createHash('sha256').update(JSON.stringify(value)).digest().readBigUInt64BE() >> 1n;
}

const MAX_KNOWN = 10_000;

/** Ids of sources, computed once for each object that the decoder made, and the ones already stored. */
export class SourceIds {
  readonly #ids = new WeakMap<Source, bigint>();
  readonly #stored = new Set<string>();

  idOf(source: Source): bigint {
    let id = this.#ids.get(source);
    if (id === undefined) {
      id = sourceHash(source);
      this.#ids.set(source, id);
    }
    return id;
  }

  isStored(project: string, id: bigint): boolean {
    return this.#stored.has(`${project} ${id}`);
  }

  markStored(project: string, id: bigint): void {
    if (this.#stored.size >= MAX_KNOWN) this.#stored.clear();
    this.#stored.add(`${project} ${id}`);
  }
}
