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
  const states: SnapshotState[] = [];
  const ordered = [...records].sort((one, other) => one.sequence - other.sequence);
  for (const record of ordered) {
    const before = states.at(-1);
    if (before?.sequence === record.sequence) continue;
    const known = before?.sequence === record.sequence - 1 ? before.state : undefined;
    states.push({ sequence: record.sequence, state: stateOf(record, known) });
  }
  return states;
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
