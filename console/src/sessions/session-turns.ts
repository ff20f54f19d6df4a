import type { Evaluation, Execution, SessionDetail } from '../hub/types.ts';
import { toMs } from '../lib/format-time.ts';

/** A run that no other one of the session started, with those that it started. */
export interface Turn {
  readonly run: Execution;
  readonly nested: readonly Execution[];
  /** Of the run and those within it. */
  readonly evaluations: readonly Evaluation[];
  /** Milliseconds in which nothing ran before it; null for the first, and where one still ran. */
  readonly pauseMs: number | null;
}

/** The conversation of a session: its turns by their begin. */
export function turnsOf({ runs, evaluations }: Pick<SessionDetail, 'runs' | 'evaluations'>): Turn[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const rootOf = (run: Execution): Execution => {
    let at = run;
    const seen = new Set<string>();
    while (at.parent_id !== null && !seen.has(at.id)) {
      seen.add(at.id);
      const parent = byId.get(at.parent_id);
      if (!parent) break;
      at = parent;
    }
    return at;
  };
  const turns = new Map<string, { run: Execution; nested: Execution[]; evaluations: Evaluation[] }>();
  for (const run of runs) {
    const root = rootOf(run);
    const turn = turns.get(root.id) ?? { run: root, nested: [], evaluations: [] };
    turns.set(root.id, turn);
    if (run !== root) turn.nested.push(run);
    turn.evaluations.push(...evaluations.filter(({ execution_id }) => execution_id === run.id));
  }
  const ordered = [...turns.values()].sort(
    (one, other) => toMs(one.run.started_at) - toMs(other.run.started_at),
  );
  let quietSince: number | null = null;
  return ordered.map((turn) => {
    const startMs = toMs(turn.run.started_at);
    const pauseMs = quietSince === null || quietSince > startMs ? null : startMs - quietSince;
    const endMs = toMs(turn.run.ended_at ?? turn.run.last_event_at);
    quietSince = Math.max(quietSince ?? endMs, endMs);
    return { ...turn, pauseMs };
  });
}
