import { randomUUID } from 'node:crypto';
import { hubMetrics } from '@observatory/shim/conventions';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Access } from '../access/access.ts';
import type { LiveChange } from '../api/context.ts';
import { AnswerCache } from '../health/answer-cache.ts';
import type { Bus } from '../live/bus.ts';
import type { EventTail } from '../live/event-tail.ts';
import { counter, gauge } from '../metrics/instruments.ts';
import type { Reads } from '../store/database.ts';
import { type Announcement, Announcer } from './announcer.ts';
import { ChangesElsewhere } from './changes-elsewhere.ts';
import { databaseName } from './database-name.ts';
import { type HubMessage, hubMessageOf } from './hub-message.ts';
import { RedisLink } from './redis-link.ts';
import { SharedAnswers } from './shared-answers.ts';
import { SharedCounts } from './shared-counts.ts';

/** While Redis is away, who watches executions is told so often to look for itself. */
const LOOK_MS = 5000;

export interface OtherHubsOptions {
  /** Of Redis; null: this hub is alone, or finds all out from the database. */
  readonly url: string | null;
  /** Of the hub. */
  readonly version: string;
  readonly database: Reads;
  readonly registry: Registry;
  readonly log: Logger;
}

/** What is kept up to date with what the others tell. */
export interface KeptUpToDate {
  readonly tail: EventTail;
  readonly liveExecutions: Bus<LiveChange>;
  readonly access: Access;
}

/**
 * The other hubs on the same database, by Redis: what is new, answers and counts that all have in common. Messages name
 * what changed; order, content and completeness come from the database, so that a message that is lost costs a second and
 * nothing else. Without Redis nothing is told and nothing heard.
 */
export class OtherHubs {
  readonly answers: AnswerCache;
  readonly counts: SharedCounts;
  readonly #link: RedisLink | null;
  readonly #sharedAnswers: SharedAnswers | null;
  readonly #announcer = new Announcer((announcement) => this.#tell(announcement));
  readonly #id = randomUUID();
  readonly #prefix: string;
  readonly #options: OtherHubsOptions;
  #kept: (KeptUpToDate & { readonly changes: ChangesElsewhere }) | null = null;
  #looking: NodeJS.Timeout | undefined;
  #lastTold: Promise<void> = Promise.resolve();

  /** Connects to nothing before `begin`. */
  static async of(options: OtherHubsOptions): Promise<OtherHubs> {
    return new OtherHubs(options, options.url === null ? '' : await databaseName(options.database.pool));
  }

  private constructor(options: OtherHubsOptions, name: string) {
    const { url, version, registry } = options;
    this.#options = options;
    this.#prefix = `observatory:${name}:`;
    this.#link = url === null ? null : this.#linkTo(url);
    this.#sharedAnswers =
      this.#link && new SharedAnswers({ link: this.#link, prefix: this.#prefix, version });
    this.answers = new AnswerCache(this.#sharedAnswers);
    this.counts = new SharedCounts({ isShared: this.#link !== null });
    if (this.#link !== null)
      gauge(hubMetrics.redisUp, registry, (instrument) => instrument.set(this.#link?.isUp ? 1 : 0));
  }

  /** Whether Redis answers; null where there is none. */
  get isUp(): boolean | null {
    return this.#link?.isUp ?? null;
  }

  /** Hears from now on what the others tell. */
  begin(kept: KeptUpToDate): void {
    if (this.#link === null) return;
    const { database, log } = this.#options;
    const changes = new ChangesElsewhere({
      database,
      liveExecutions: kept.liveExecutions,
      onError: (error) => log.warn({ err: error }, 'executions of other hubs wait for the database'),
    });
    this.#kept = { ...kept, changes };
    this.#link.start();
    this.counts.start(this.#link, this.#prefix);
    this.#looking = setInterval(() => {
      if (!this.#link?.isUp) changes.missed();
    }, LOOK_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    this.counts.close();
    await this.#kept?.changes.close();
    this.#announcer.close();
    // One connection takes them in order: with the last all are told.
    await this.#lastTold;
    await this.#link?.close();
  }

  /** Events up to a cursor were committed here. */
  stored(cursor: number): void {
    if (this.#link !== null) this.#announcer.stored(cursor);
  }

  /** An execution changed here, or is no more. */
  changed({ project, id }: { readonly project: string; readonly id: string }): void {
    if (this.#link !== null) this.#announcer.changed(project, id);
  }

  /** Keys, sessions or members changed here. */
  credentialsChanged(): void {
    this.#tell({ about: 'credentials' });
  }

  /** Forgets the answers that are kept, here and elsewhere; returns how many there were here. */
  forgetAnswers(): number {
    this.#sharedAnswers?.forget();
    this.#tell({ about: 'forget' });
    return this.answers.clear();
  }

  #tell(announcement: Announcement): void {
    if (this.#link === null) return;
    this.#lastTold = this.#link.publish(
      JSON.stringify({ hub: this.#id, ...announcement } satisfies HubMessage),
    );
  }

  #linkTo(url: string): RedisLink {
    const { log, registry } = this.#options;
    const failures = counter(hubMetrics.redisFailures, registry);
    failures.inc(0);
    return new RedisLink({
      url,
      channel: `${this.#prefix}hubs`,
      onMessage: (text) => {
        const message = hubMessageOf(text);
        if (message !== null && message.hub !== this.#id) this.#hear(message);
      },
      onUp: () => {
        log.info('hubs tell one another by Redis what is new');
        this.#catchUp();
      },
      // Its message alone: the rest may hold what the URL does.
      onDown: ({ message }) =>
        log.warn(
          { reason: message },
          'Redis does not answer: what other hubs store is found in the database, a little later, and limits count for each hub',
        ),
      onFailure: () => failures.inc(),
    });
  }

  #hear(message: HubMessage): void {
    if (this.#kept === null) return;
    const { tail, access, changes } = this.#kept;
    switch (message.about) {
      case 'events':
        tail.hint(message.cursor);
        break;
      case 'executions':
        changes.changed(message.project, message.ids);
        break;
      case 'credentials':
        this.#look(access);
        break;
      case 'forget':
        this.answers.clear();
        tail.forgetRecent();
    }
  }

  /** What was told while Redis was away is not known: as if all of it had been. */
  #catchUp(): void {
    if (this.#kept === null) return;
    const { tail, access, changes } = this.#kept;
    this.#sharedAnswers?.forget();
    this.answers.clear();
    tail.forgetRecent();
    tail.look();
    changes.missed();
    this.#look(access);
  }

  #look(access: Access): void {
    access
      .changedElsewhere()
      .catch((error: unknown) =>
        this.#options.log.warn({ err: error }, 'keys and sessions wait for the database'),
      );
  }
}
