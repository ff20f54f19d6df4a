import { createHash } from 'node:crypto';

/** A place in the chain: the sequence of an entry, and its hash in hex. */
export interface ChainPlace {
  readonly sequence: number;
  readonly hash: string;
}

/** A row of the trail as it is stored or exported. */
export interface ChainRow extends ChainPlace {
  /** The JSON text itself. */
  readonly entry: string;
  /** Columns made from the entry, where the row comes from the database. */
  readonly columns?: Readonly<Record<string, unknown>>;
}

export interface Verification {
  readonly ok: boolean;
  /** Entries that were looked at, up to the fault where there is one. */
  readonly entries: number;
  /** The last entry that was pruned; sequence 0 where none was. */
  readonly pruned: ChainPlace;
  /** The newest entry: to be written down elsewhere. */
  readonly head: ChainPlace;
  readonly fault: { readonly sequence: number; readonly reason: string } | null;
}

export interface ChainEnds {
  readonly pruned: ChainPlace;
  /** Where the database or the export says that the chain ends. */
  readonly head: ChainPlace;
}

export const BEGIN: ChainPlace = { sequence: 0, hash: '0'.repeat(64) };

/** SHA-256 of previous hash in hex, LF, sequence in decimal, LF, entry, all as UTF-8; in hex. */
export function hashOfRow(previous: string, sequence: number, entry: string): string {
  return createHash('sha256').update(`${previous}\n${sequence}\n${entry}`).digest('hex');
}

/**
 * Verifies a chain from its anchor to its head: every hash, no gap, both ends, and that whatever was pruned was pruned by
 * the hub. `written` is a place that was written down elsewhere: it alone finds a chain whose end was rewritten whole.
 */
export async function verifyChain(
  rows: AsyncIterable<ChainRow> | Iterable<ChainRow>,
  { pruned, head }: ChainEnds,
  written?: ChainPlace,
): Promise<Verification> {
  let last = pruned;
  let entries = 0;
  let prunedThrough: string = placeText(BEGIN);
  let isWrittenSeen = written === undefined || isSame(written, pruned) || written.sequence === 0;
  const result = (sequence?: number, reason?: string): Verification => ({
    ok: reason === undefined,
    entries,
    pruned,
    head,
    fault: reason === undefined || sequence === undefined ? null : { sequence, reason },
  });
  for await (const row of rows) {
    const expected = last.sequence + 1;
    if (row.sequence > expected) return result(expected, gap(expected, row.sequence - 1, row.sequence));
    if (row.sequence < expected)
      return result(row.sequence, `entry ${row.sequence} comes again after entry ${last.sequence}`);
    if (hashOfRow(last.hash, row.sequence, row.entry) !== row.hash) {
      const before =
        last.sequence === pruned.sequence ? 'the anchor before it' : `entry ${last.sequence} before it`;
      return result(
        row.sequence,
        `entry ${row.sequence} is not the one that was recorded: its content, its place or its hash was changed, or the hash of ${before}`,
      );
    }
    const column = falseColumn(row);
    if (column !== undefined)
      return result(
        row.sequence,
        `column ${column} of entry ${row.sequence} says something else than the entry`,
      );
    if (written?.sequence === row.sequence) {
      if (written.hash !== row.hash)
        return result(
          row.sequence,
          `entry ${row.sequence} is whole in itself and not the one that was written down: this entry or one before it was rewritten with all that follows`,
        );
      isWrittenSeen = true;
    }
    prunedThrough = prunedBy(row.entry) ?? prunedThrough;
    last = row;
    entries += 1;
  }
  if (last.sequence < head.sequence)
    return result(last.sequence + 1, `${namesOf(last.sequence + 1, head.sequence)} missing at the end`);
  if (last.sequence > head.sequence)
    return result(
      head.sequence + 1,
      `${namesOf(head.sequence + 1, last.sequence)} after the end of the chain: not recorded by a hub`,
    );
  if (last.hash !== head.hash)
    return result(
      last.sequence,
      `the chain ends in another hash than its head says: one of the two was changed`,
    );
  if (prunedThrough !== placeText(pruned))
    return result(
      pruned.sequence + 1,
      `the trail begins after entry ${pruned.sequence}, and no entry says that the hub pruned it there`,
    );
  if (!isWrittenSeen && written !== undefined) {
    const reason =
      written.sequence > head.sequence
        ? `entry ${written.sequence} was written down, and the trail ends at ${head.sequence}: the newest entries were removed`
        : written.sequence === pruned.sequence
          ? `the anchor at entry ${pruned.sequence} is not what was written down`
          : `entry ${written.sequence} was pruned, so nothing here can be compared with what was written down; use a later one`;
    return result(Math.min(written.sequence, head.sequence + 1), reason);
  }
  return result();
}

/** Action of the entry that pruning leaves. */
export const PRUNE_ACTION = 'audit.prune';

/** What an entry of pruning says it pruned through. */
function prunedBy(entry: string): string | undefined {
  if (!entry.includes(`"action":"${PRUNE_ACTION}"`)) return undefined;
  const { action, actor, detail } = JSON.parse(entry);
  return action === PRUNE_ACTION && actor?.kind === 'hub'
    ? placeText({ sequence: Number(detail?.through), hash: String(detail?.hash) })
    : undefined;
}

function falseColumn({ entry, columns }: ChainRow): string | undefined {
  if (columns === undefined) return undefined;
  const { actor, ...said } = JSON.parse(entry);
  const expected: Record<string, unknown> = { ...said, actor: actor?.id };
  return Object.keys(columns).find((name) => columns[name] !== expected[name]);
}

function gap(first: number, last: number, next: number): string {
  return `${namesOf(first, last)} missing before entry ${next}`;
}

function namesOf(first: number, last: number): string {
  return first === last ? `entry ${first} is` : `entries ${first} to ${last} are`;
}

function placeText({ sequence, hash }: ChainPlace): string {
  return `${sequence}:${hash}`;
}

function isSame(a: ChainPlace, b: ChainPlace): boolean {
  return a.sequence === b.sequence && a.hash === b.hash;
}
