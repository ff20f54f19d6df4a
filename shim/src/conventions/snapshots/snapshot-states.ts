import { applyChanges } from './apply-changes.ts';
import type { Json } from './json.ts';

/** A snapshot as it was recorded: `observatory.snapshot.sequence` with `.state` or `.difference` or neither. */
export interface SnapshotRecord {
  readonly sequence: number;
  /** JSON text of the whole state. */
  readonly state?: string | null | undefined;
  /** JSON text of a JSON Patch against the state of the snapshot before. */
  readonly difference?: string | null | undefined;
}

/** The state of an execution at one snapshot. */
export interface SnapshotState {
  readonly sequence: number;
  /** undefined where it cannot be known: it was too large, or a snapshot before it is missing or damaged. */
  readonly state: Json | undefined;
}

/**
 * The states that the snapshots of one execution recorded, by their sequence. The records may come in any order
 * and more than once. Each state is an object of its own.
 */
export function snapshotStates(records: readonly SnapshotRecord[]): SnapshotState[] {
  return [...eachSnapshotState(records)];
}

/**
 * As `snapshotStates`, one after the other: where many are large, they need not be in memory at once. A state must not
 * be changed before the next one has come, which builds upon it.
 */
export function* eachSnapshotState(records: readonly SnapshotRecord[]): Generator<SnapshotState, void> {
  const ordered = [...records].sort((one, other) => one.sequence - other.sequence);
  let before: SnapshotState | undefined;
  for (const record of ordered) {
    const { sequence } = record;
    if (before?.sequence === sequence) continue;
    before = {
      sequence,
      state: stateOf(record, before?.sequence === sequence - 1 ? before.state : undefined),
    };
    yield before;
  }
}

function stateOf({ state, difference }: SnapshotRecord, before: Json | undefined): Json | undefined {
  try {
    if (typeof state === 'string') return JSON.parse(state) as Json;
    if (typeof difference !== 'string' || before === undefined) return undefined;
    return applyChanges(JSON.parse(JSON.stringify(before)) as Json, JSON.parse(difference));
  } catch {
    return undefined;
  }
}
