import type pg from 'pg';
import { readChain, readEnds } from './read-trail.ts';
import type { ChainEnds, ChainPlace, ChainRow } from './verify-chain.ts';

/**
 * The trail as lines of JSON, oldest first: `{"anchor": …}`, each entry as `{"sequence", "hash", "entry"}`, and
 * `{"head": …}` as the last, by whose absence a file that was cut is known.
 */
export async function* exportTrail(pool: Pick<pg.Pool, 'query'>): AsyncGenerator<string> {
  const { pruned, head } = await readEnds(pool);
  yield `${JSON.stringify({ anchor: pruned })}\n`;
  // The entry is put in as it is stored: its very characters are what is hashed.
  for await (const { sequence, hash, entry } of readChain(pool, pruned.sequence, head.sequence))
    yield `{"sequence":${sequence},"hash":"${hash}","entry":${entry}}\n`;
  yield `${JSON.stringify({ head })}\n`;
}

/** What an export holds. Throws where a line is none of an export, or where both ends are not there. */
export function readExport(text: string): { ends: ChainEnds; rows: ChainRow[] } {
  const rows: ChainRow[] = [];
  let pruned: ChainPlace | undefined;
  let head: ChainPlace | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const row = /^\{"sequence":(\d+),"hash":"([0-9a-f]{64})","entry":(\{.*\})\}$/.exec(line);
    const end = /^\{"(anchor|head)":\{"sequence":(\d+),"hash":"([0-9a-f]{64})"\}\}$/.exec(line);
    const place = { sequence: Number(row?.[1] ?? end?.[2]), hash: row?.[2] ?? end?.[3] ?? '' };
    if (row?.[3] !== undefined) rows.push({ ...place, entry: row[3] });
    else if (end?.[1] === 'anchor') pruned = place;
    else if (end?.[1] === 'head') head = place;
    else throw new Error(`line ${index + 1} is not of an export of the audit trail, or was changed`);
  }
  if (pruned === undefined)
    throw new Error('the first line, {"anchor": …}, is missing: the file was cut at its begin');
  if (head === undefined)
    throw new Error('the last line, {"head": …}, is missing: the file was cut at its end');
  return { ends: { pruned, head }, rows };
}
