/** How a value that was cut ends. */
export const CUT_MARK = '…[truncated]';
const markBytes = Buffer.byteLength(CUT_MARK);
const encoder = new TextEncoder();

export interface Cut {
  readonly text: string;
  /** Size before in bytes of UTF-8; only where it was cut. */
  readonly bytesBefore?: number;
}

/**
 * The text within a budget of UTF-8 bytes, its mark included. A cut never splits a character. Budgets
 * smaller than the mark give the mark alone.
 */
export function cut(text: string, maxBytes: number): Cut {
  // A UTF-16 unit takes three bytes at most, so short texts need no counting.
  if (text.length * 3 <= maxBytes) return { text };
  const bytesBefore = Buffer.byteLength(text);
  if (bytesBefore <= maxBytes) return { text };
  const room = new Uint8Array(Math.max(0, maxBytes - markBytes));
  const { read } = encoder.encodeInto(text, room);
  return { text: text.slice(0, read) + CUT_MARK, bytesBefore };
}
