import type { FastifyRequest } from 'fastify';
import { type ErrorCode, HubError } from '../errors.ts';
import { MOST_SAVED, type SavedItem, type SavedItems } from '../saved/saved-items.ts';
import { isoOfMicros, nowMicros } from '../store/micros.ts';
import { bodyInstant } from './body-instant.ts';

/** What answers say of each saved item, whatever is in it. */
export const writtenOf = <C>({ createdUs, createdBy, updatedUs, updatedBy }: SavedItem<C>) => ({
  created_at: isoOfMicros(createdUs),
  created_by: createdBy,
  updated_at: isoOfMicros(updatedUs),
  updated_by: updatedBy,
});

export interface SavedWords {
  /** As in `view`. */
  readonly word: string;
  readonly path: string;
  readonly notFound: ErrorCode;
}

/** What the routes of saved items share: what is refused, and in which words. */
export class SavedActions<C extends object> {
  readonly #items: SavedItems<C>;
  readonly #words: SavedWords;

  constructor(items: SavedItems<C>, words: SavedWords) {
    this.#items = items;
    this.#words = words;
  }

  async read(project: string, id: string): Promise<SavedItem<C>> {
    const item = await this.#items.read(project, id);
    if (item === null) throw this.#unknown(id);
    return item;
  }

  async make(request: FastifyRequest, project: string, name: string, content: C): Promise<SavedItem<C>> {
    const item = await this.#items.insert(project, { name, content, ...by(request) });
    if (item !== null) return item;
    throw new HubError(
      'OBS_BAD_REQUEST',
      `Expected ${MOST_SAVED} ${this.#words.word}s at most, which there are. Delete one first.`,
      { where: 'body' },
    );
  }

  /** Throws OBS_CHANGED_MEANWHILE where it is not any more as it was read. */
  async replace(
    request: FastifyRequest,
    project: string,
    id: string,
    { name, content, updated_at: known }: { name: string; content: C; updated_at: string },
  ): Promise<SavedItem<C>> {
    const knownUs = bodyInstant(known, 'updated_at');
    const item = await this.#items.replace(project, id, { name, content, ...by(request) }, knownUs);
    if (item !== null) return item;
    const now = await this.read(project, id);
    throw new HubError(
      'OBS_CHANGED_MEANWHILE',
      `${now.updatedBy} changed the ${this.#words.word} at ${isoOfMicros(now.updatedUs)}, after it was read here. Read it again.`,
      { where: 'body.updated_at' },
    );
  }

  async delete(project: string, id: string): Promise<void> {
    if (!(await this.#items.delete(project, id))) throw this.#unknown(id);
  }

  #unknown(id: string): HubError {
    const { notFound, word, path } = this.#words;
    return new HubError(notFound, `No ${word} has the id ${id.slice(0, 64)}; GET ${path} lists them.`);
  }
}

const by = ({ principal }: FastifyRequest) => ({ by: principal?.name ?? 'unknown', nowUs: nowMicros() });
