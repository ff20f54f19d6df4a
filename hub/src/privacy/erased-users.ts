import { createHmac } from 'node:crypto';

const MOST_REMEMBERED = 10_000;
/** Longer ids are not remembered: whoever sends chooses them, and they may be megabytes. */
const LONGEST_REMEMBERED = 256;

/** The users of all projects that were erased, and before when what they did is gone; only hashes of their ids. */
export class ErasedUsers {
  readonly #key: Buffer;
  readonly #before: ReadonlyMap<string, number>;
  readonly #hashes = new Map<string, string>();

  /** `before` by project and hash (see `nameOf`), in microseconds. */
  constructor(key: Buffer, before: ReadonlyMap<string, number>) {
    this.#key = key;
    this.#before = before;
  }

  get isEmpty(): boolean {
    return this.#before.size === 0;
  }

  /** Whether a record of this user from then is of what was erased. */
  has(project: string, userId: string, timeUs: number): boolean {
    const known = `${userId} ${project}`;
    let hash = this.#hashes.get(known);
    if (hash === undefined) {
      hash = userHash(this.#key, project, userId).toString('hex');
      if (this.#hashes.size >= MOST_REMEMBERED) this.#hashes.clear();
      if (known.length <= LONGEST_REMEMBERED) this.#hashes.set(known, hash);
    }
    return timeUs <= (this.#before.get(erasedName(project, hash)) ?? Number.NEGATIVE_INFINITY);
  }
}

/** The name under which an erased user is known. */
export const erasedName = (project: string, hash: string) => `${hash} ${project}`;

/** HMAC-SHA256 of the id of a user of a project. */
export function userHash(key: Buffer, project: string, userId: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([project, userId]))
    .digest();
}
