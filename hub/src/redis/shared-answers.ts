import { createHash } from 'node:crypto';
import type { KeptAnswer } from '../health/answer-cache.ts';
import { answerOf, textOf } from './answer-text.ts';
import type { RedisLink } from './redis-link.ts';

/** An answer that nobody else has is found without Redis after so long. */
const PATIENCE_MS = 50;
/** UTF-16 units of an answer. */
const MOST_LENGTH = 256 * 1024;

interface Kept {
  /** Of which generation it is: those of earlier ones were forgotten. */
  readonly generation: string;
  readonly computedAtMs: number;
  readonly answer: unknown;
}

export interface SharedAnswersOptions {
  readonly link: RedisLink;
  /** Begins every key: of the database. */
  readonly prefix: string;
  /** Of the hub: another one's answers may have another form. */
  readonly version: string;
}

/** Answers that the hubs of one database and one version find once for all of them, until each is too old. */
export class SharedAnswers {
  readonly #link: RedisLink;
  readonly #generationKey: string;
  readonly #keyOf: (name: string) => string;

  constructor({ link, prefix, version }: SharedAnswersOptions) {
    this.#link = link;
    this.#generationKey = `${prefix}generation`;
    // What was asked may name a user.
    this.#keyOf = (name) =>
      `${prefix}answer:${createHash('sha256').update(`${version} ${name}`).digest('base64url')}`;
  }

  /** The answer that another hub found, or that `find` finds, for all. */
  async get(name: string, find: () => Promise<KeptAnswer>): Promise<KeptAnswer> {
    const key = this.#keyOf(name);
    const reply = await this.#link.ask(
      (client) => client.multi().get(this.#generationKey).get(key).pTTL(key).execAsPipeline(),
      PATIENCE_MS,
    );
    if (reply === undefined) return find();
    const [generation, text, leftMs] = reply as unknown as [string | null, string | null, number];
    const kept = text === null ? null : (answerOf(text) as Kept | null);
    if (kept !== null && kept.generation === (generation ?? '0') && leftMs > 0)
      return { answer: kept.answer, computedAtMs: kept.computedAtMs, keepMs: leftMs };
    const found = await find();
    this.#keep(key, generation ?? '0', found);
    return found;
  }

  /** Has no hub use what was found until now. */
  forget(): void {
    void this.#link.ask((client) => client.incr(this.#generationKey), 1000);
  }

  #keep(key: string, generation: string, { answer, computedAtMs, keepMs }: KeptAnswer): void {
    const text = textOf({ generation, computedAtMs, answer } satisfies Kept);
    if (text === null || text.length > MOST_LENGTH) return;
    void this.#link.ask((client) => client.set(key, text, { PX: Math.ceil(keepMs) }), 1000);
  }
}
