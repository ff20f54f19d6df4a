import { type HubMessage, MOST_IDS } from './hub-message.ts';

/** Between two messages of the same; what comes meanwhile goes into one. */
const GAP_MS = 20;

/** What a message says, whoever says it. */
export type Announcement = HubMessage extends infer M
  ? M extends HubMessage
    ? Omit<M, 'hub'>
    : never
  : never;

/** Gathers what this hub stored and tells it to the others, so that a burst is a few messages. */
export class Announcer {
  readonly #send: (announcement: Announcement) => void;
  #cursor = 0;
  readonly #changed = new Map<string, Set<string>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (announcement: Announcement) => void) {
    this.#send = send;
  }

  /** Events up to a cursor were committed here. */
  stored(cursor: number): void {
    this.#cursor = Math.max(this.#cursor, cursor);
    this.#schedule();
  }

  /** An execution changed here, or is no more. */
  changed(project: string, id: string): void {
    const ids = this.#changed.get(project);
    if (ids) ids.add(id);
    else this.#changed.set(project, new Set([id]));
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    // The first at once, so that what comes alone does not wait.
    this.#timer = setTimeout(() => {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        if (this.#cursor > 0 || this.#changed.size > 0) this.#schedule();
      }, GAP_MS);
      this.#tell();
    }, 0);
  }

  #tell(): void {
    if (this.#cursor > 0) this.#send({ about: 'events', cursor: this.#cursor });
    this.#cursor = 0;
    for (const [project, changed] of this.#changed) {
      const ids = [...changed];
      for (let at = 0; at < ids.length; at += MOST_IDS)
        this.#send({ about: 'executions', project, ids: ids.slice(at, at + MOST_IDS) });
    }
    this.#changed.clear();
  }

  /** Tells what is not told yet, and nothing more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#tell();
  }
}
