import type { FoldOutcome } from '../fold/fold-traces.ts';
import { type TalliedMetric, type Tally, tallyKey } from '../fold/tallies.ts';
import type { ExecutionRow } from '../store/execution-row.ts';

/** What a fold added to the tallies of an execution. */
interface TallyGrowth {
  readonly row: ExecutionRow;
  readonly grown: readonly Tally[];
}

/**
 * What a fold added to the tallies, each step once: what an execution has less of now, or had when it went, is taken
 * over by others of its trace before they count; and a trace never adds more to a metric than it has more steps, so that
 * a span which corrects what an event said (a duration, a type of error) counts nothing again.
 */
export function tallyGrowth({ changes, gone }: FoldOutcome): TallyGrowth[] {
  // The common case, a trace that is folded once.
  if (gone.length === 0 && changes.every(({ before }) => before === null))
    return changes.map(({ after }) => ({ row: after, grown: after.tallies ?? [] }));
  const traces = new Map<string, TraceBalance>();
  const balanceOf = ({ trace_id }: ExecutionRow) => {
    const known = traces.get(trace_id) ?? new TraceBalance();
    traces.set(trace_id, known);
    return known;
  };
  for (const row of gone) balanceOf(row).lose(row.tallies ?? []);
  const known = changes.map(({ before, after }) =>
    byKey(before === null ? [] : (before.tallies ?? after.tallies ?? [])),
  );
  for (const [at, { after }] of changes.entries())
    balanceOf(after).move(known[at] ?? new Map(), byKey(after.tallies ?? []));
  return changes.map(({ after }, at) => ({
    row: after,
    grown: (after.tallies ?? []).flatMap((tally) =>
      balanceOf(after).take(tally, known[at]?.get(tallyKey(tally))),
    ),
  }));
}

function byKey(tallies: readonly Tally[]): Map<string, Tally> {
  return new Map(tallies.map((tally) => [tallyKey(tally), tally]));
}

/** What the executions of one trace lost and may add. */
class TraceBalance {
  readonly #lost = new Map<string, number>();
  readonly #room = new Map<TalliedMetric, number>();

  lose(tallies: Iterable<Tally>): void {
    for (const tally of tallies) {
      const key = tallyKey(tally);
      this.#lost.set(key, (this.#lost.get(key) ?? 0) + tally.count);
      this.#widen(tally.metric, -tally.count);
    }
  }

  move(before: ReadonlyMap<string, Tally>, after: ReadonlyMap<string, Tally>): void {
    for (const [key, old] of before) {
      const less = old.count - (after.get(key)?.count ?? 0);
      if (less > 0) this.lose([{ ...old, count: less }]);
    }
    for (const [key, now] of after) {
      const more = now.count - (before.get(key)?.count ?? 0);
      if (more > 0) this.#widen(now.metric, more);
    }
  }

  /** The part of a tally's growth that counts. */
  take(now: Tally, old: Tally | undefined): Tally[] {
    const more = now.count - (old?.count ?? 0);
    if (more <= 0) return [];
    const key = tallyKey(now);
    const lost = this.#lost.get(key) ?? 0;
    const takenOver = Math.min(more, lost);
    this.#lost.set(key, lost - takenOver);
    const count = Math.min(more - takenOver, Math.max(0, this.#room.get(now.metric) ?? 0));
    if (count === 0) return [];
    this.#widen(now.metric, -count);
    const sum = ((now.sum - (old?.sum ?? 0)) * count) / more;
    return [{ ...now, count, sum }];
  }

  #widen(metric: TalliedMetric, by: number): void {
    this.#room.set(metric, (this.#room.get(metric) ?? 0) + by);
  }
}
