import { addressName } from '../limits/address-name.ts';
import type { Audit, AuditEntry } from './audit.ts';

/** Addresses and principals told apart in a minute; beyond, the rest share one count. */
const MOST_TOLD_APART = 100;
const MINUTE_MS = 60_000;
const REST = 'the rest';

interface Refused {
  readonly first: AuditEntry;
  more: number;
}

/**
 * Folds refusals, so that whoever is refused cannot fill the disk: of each address and principal the first of a minute is
 * an entry, and how many came after it is another at the minute's end.
 */
export class Refusals {
  readonly #audit: Audit;
  readonly #refused = new Map<string, Refused>();
  readonly #timer: NodeJS.Timeout;

  constructor(audit: Audit, everyMs: number = MINUTE_MS) {
    this.#audit = audit;
    this.#timer = setInterval(() => void this.flush(), everyMs).unref();
  }

  add(entry: AuditEntry): void {
    // By outcome, so that something harmless first does not stand for the wrong keys after it.
    // Within a /64 somebody has as many addresses as they like, by which others' would be no more told apart.
    const address = entry.address === null ? '' : addressName(entry.address);
    const own = `${entry.outcome} ${address} ${entry.actor.kind} ${entry.actor.id}`;
    const key = this.#refused.has(own) || this.#refused.size < MOST_TOLD_APART ? own : REST;
    const known = this.#refused.get(key);
    if (known !== undefined) {
      known.more += 1;
      return;
    }
    const first = key === REST ? { ...entry, address: null, action: 'refusals', target: '' } : entry;
    this.#refused.set(key, { first, more: key === REST ? 1 : 0 });
    // Nobody waits: a refusal gives nothing away. What cannot be written is told by the trail.
    if (key !== REST) this.#audit.record(entry).catch(() => {});
  }

  /** Writes the counts of the minute that ends. What cannot be written is counted on. */
  async flush(): Promise<void> {
    for (const [key, refused] of [...this.#refused]) {
      const { first, more } = refused;
      if (more > 0) {
        const { request: _request, ...about } = first;
        const detail = { count: more, first_action: first.action };
        const stored = await this.#audit
          .record({ ...about, action: 'refusals', target: '', detail })
          .then(() => true)
          .catch(() => false);
        if (!stored) continue;
        refused.more -= more;
      }
      if (refused.more === 0) this.#refused.delete(key);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
