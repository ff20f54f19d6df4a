import { type Context, createContextKey } from '@opentelemetry/api';
import { activeContext } from '../context/active-context.ts';
import { ABANDONED, shimMetrics } from '../conventions/index.ts';
import { countMetric } from '../metrics/record.ts';
import { guarded } from '../setup/guard.ts';
import { sayOnce } from '../setup/say.ts';
import { isTracked } from '../tracking/is-tracked.ts';

/** Runs that may be open at once before the most silent are given up; far more than a healthy service has. */
const MAX_OPEN = 10_000;
/** A run of which nothing was heard in this time is given up: a day. */
const MAX_SILENCE_MS = 24 * 3_600_000;
const MAX_REMEMBERED = 1000;

const runKey = createContextKey('observatory.run');

interface OpenRun<T> {
  readonly parentId: string | undefined;
  readonly context: Context;
  readonly kept: T;
  /** `performance.now()` when it or a run below it was last heard of. */
  heardAt: number;
}

/** What an integration makes of a run that starts: where its work belongs, and what it needs at its end. */
export interface StartedRun<T> {
  readonly context: Context;
  readonly kept: T;
}

/**
 * The open runs of a framework that tells by callbacks with ids when something starts and ends: `start` with the id of
 * the run that it is part of, `find` and `contextOf` while it runs, `end` once. It is bounded: what was forgotten is
 * given up after a day, and the most silent when there are too many. A second start or end of one id is ignored, so two
 * handlers that hear of the same run report it once. Nothing is kept where tracking is off, and nothing throws.
 */
export class RunTree<T> {
  readonly #framework: string;
  readonly #giveUp: (kept: T, error: Error) => void;
  /** Those that were heard of last come last. */
  readonly #open = new Map<string, OpenRun<T>>();
  /** Ids of the newest that ended, oldest first. */
  readonly #ended = new Set<string>();

  /** @param giveUp - ends what was started for a run whose end never came. */
  constructor(framework: string, giveUp: (kept: T, error: Error) => void) {
    this.#framework = framework;
    this.#giveUp = giveUp;
  }

  /**
   * Keeps what `make` starts for a run. It is given the context that the run stands in (the parent's, as `contextOf` has
   * it, or the current one) and what is kept of the parent.
   */
  start(
    id: string,
    parentId: string | undefined,
    make: (context: Context, parent: T | undefined) => StartedRun<T>,
  ): void {
    if (!isTracked() || this.#open.has(id) || this.#ended.has(id)) return;
    guarded(`starting to track a run of ${this.#framework}`, () => {
      const now = performance.now();
      this.#giveUpSilent(now);
      const parent = this.#heard(parentId, now);
      const { context, kept } = make(this.contextOf(parentId) ?? activeContext(), parent?.kept);
      this.#open.set(id, { parentId, context: context.setValue(runKey, id), kept, heardAt: now });
    });
  }

  /** What is kept of an open run. */
  find(id: string): T | undefined {
    return this.#open.get(id)?.kept;
  }

  /**
   * The context in which the work of an open run belongs: the current one where that is within the run already, since
   * the service may have made spans of its own there.
   */
  contextOf(id: string | undefined): Context | undefined {
    const run = id === undefined ? undefined : this.#open.get(id);
    if (run === undefined) return undefined;
    const current = activeContext();
    return current.getValue(runKey) === id ? current : run.context;
  }

  /** The context that an open run was given, whatever is current. */
  ownContextOf(id: string): Context | undefined {
    return this.#open.get(id)?.context;
  }

  /** Takes a run out and ends it. */
  end(id: string, finish: (kept: T) => void): void {
    const run = this.#open.get(id);
    if (run === undefined) return;
    this.#open.delete(id);
    this.#remember(id);
    this.#heard(run.parentId, performance.now());
    guarded(`tracking the end of a run of ${this.#framework}`, () => finish(run.kept));
  }

  /** Lets a run of this id start again, which has ended. */
  forget(id: string): void {
    this.#ended.delete(id);
  }

  /** Marks a run and those above it as heard of now. */
  #heard(id: string | undefined, now: number): OpenRun<T> | undefined {
    const run = id === undefined ? undefined : this.#open.get(id);
    for (let [at, next] = [id, run]; at !== undefined && next !== undefined && next.heardAt < now; ) {
      next.heardAt = now;
      this.#open.delete(at);
      this.#open.set(at, next);
      at = next.parentId;
      next = at === undefined ? undefined : this.#open.get(at);
    }
    return run;
  }

  #remember(id: string): void {
    if (this.#ended.size >= MAX_REMEMBERED) {
      for (const oldest of this.#ended) {
        this.#ended.delete(oldest);
        break;
      }
    }
    this.#ended.add(id);
  }

  #giveUpSilent(now: number): void {
    for (const [id, run] of this.#open) {
      const silent = run.heardAt < now - MAX_SILENCE_MS;
      if (!silent && this.#open.size < MAX_OPEN) break;
      this.#open.delete(id);
      const error = new Error(
        silent
          ? 'nothing was heard of it for a day'
          : `more than ${MAX_OPEN} runs were started and not ended`,
      );
      error.name = ABANDONED;
      countMetric(shimMetrics.abandonedExecutions, 1, { reason: silent ? 'silent' : 'too_many' });
      sayOnce(
        `runs:${this.#framework}`,
        `a run of ${this.#framework} was given up, because ${error.message}; further ones are counted`,
      );
      guarded(`giving up a run of ${this.#framework}`, () => this.#giveUp(run.kept, error));
    }
  }
}
