import { eachSnapshotState } from '@observatory/shim/conventions';
import { isTooDeep } from '../store/json-depth.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { SnapshotRow, SnapshotRows } from '../store/snapshots.ts';
import type { Snapshot, UnknownState } from './schemas/snapshots.ts';

/** Characters of states in one answer; the next page has the rest. */
const MAX_PAGE_LENGTH = 8 * 1024 * 1024;
/** A state of more levels could not be written as an answer, and is none that a service made on purpose. */
const MAX_LEVELS = 500;

export interface SnapshotPage {
  readonly snapshots: Snapshot[];
  /** Where the next page begins; null on the last. */
  readonly next: number | null;
}

/**
 * Snapshots from a sequence on with the states that they recorded, fewer than were read where they are large. A state
 * that cannot be known is not made up: why it is not known is said.
 */
export function snapshotPage({ rows, next }: SnapshotRows, from: number): SnapshotPage {
  const bySequence = new Map(rows.map((row) => [row.sequence, row]));
  const snapshots: Snapshot[] = [];
  let length = 0;
  let known = false;
  let last = -1;
  for (const { sequence, state: rebuilt } of eachSnapshotState(rows)) {
    const state = isTooDeep(rebuilt, MAX_LEVELS) ? undefined : rebuilt;
    const row = bySequence.get(sequence);
    if (row === undefined) continue;
    const unknown = state === undefined ? reasonOf(row, known && last === sequence - 1) : null;
    known = state !== undefined;
    last = sequence;
    if (sequence < from) continue;
    length += JSON.stringify(state)?.length ?? 0;
    if (snapshots.length > 0 && length > MAX_PAGE_LENGTH) return { snapshots, next: sequence };
    snapshots.push({
      sequence,
      time: isoOfMicros(row.time),
      step: row.step,
      state: state ?? null,
      unknown,
    });
  }
  return { snapshots, next };
}

/** Why a state is not known, where the one before it is known or not. */
function reasonOf({ state, difference, omitted }: SnapshotRow, isBeforeKnown: boolean): UnknownState {
  if (state === null && difference === null && omitted !== null) return 'too_large';
  return difference !== null && !isBeforeKnown ? 'missing' : 'damaged';
}
