import type { Source } from '../otlp/records.ts';
import { hash63 } from './hash63.ts';
import { SpanShapes } from './span-shapes.ts';

/** A stable id of a source: 63 bits of a hash of its content, so that every replica gives the same. */
export function sourceHash(source: Source): bigint {
  return hash63([source.service, source.scopeName, source.scopeVersion, source.resource]);
}

const MAX_KNOWN = 10_000;

/** What rows name by an id: sources, whose ids are computed once for each object that the decoder made, and shapes. */
export class SourceIds {
  readonly shapes = new SpanShapes();
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

  /** Lets sources and shapes be stored again: the database may be another one now. */
  forgetStored(): void {
    this.#stored.clear();
    this.shapes.forgetStored();
  }
}
