/** Rows of one page: at most so many, and about so many bytes. */
export interface Page<R> {
  readonly rows: readonly R[];
  /** Whether there are more after the last one. */
  readonly more: boolean;
}

const BATCH = 200;
/** A page ends early where its rows are large; a collector takes 20 MiB at once. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Reads a page in small batches. `read` gives up to `count` rows after the given one, in their order. */
export async function readPage<R>(
  limit: number,
  read: (after: R | null, count: number) => Promise<readonly R[]>,
): Promise<Page<R>> {
  const rows: R[] = [];
  let bytes = 0;
  for (;;) {
    const wanted = Math.min(BATCH, limit - rows.length);
    const batch = await read(rows.at(-1) ?? null, wanted + 1);
    for (const row of batch.slice(0, wanted)) {
      rows.push(row);
      bytes += JSON.stringify(row).length;
      if (bytes >= MAX_BYTES) return { rows, more: true };
    }
    if (batch.length <= wanted) return { rows, more: false };
    if (rows.length >= limit) return { rows, more: true };
  }
}
