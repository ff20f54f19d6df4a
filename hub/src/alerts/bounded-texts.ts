import { setAttribute, storableText } from '../otlp/attributes.ts';

/** How a text that was cut ends, as in the shim. */
const CUT_MARK = '…[truncated]';

export interface TextLimits {
  readonly entries: number;
  readonly nameBytes: number;
  readonly valueBytes: number;
}

/** A text of at most `maxBytes` bytes that PostgreSQL takes: cut between characters, with a mark. */
export function boundText(text: string, maxBytes: number): string {
  const storable = storableText(text);
  if (storable.length * 3 <= maxBytes) return storable;
  const bytes = Buffer.from(storable);
  if (bytes.length <= maxBytes) return storable;
  const room = maxBytes - Buffer.byteLength(CUT_MARK);
  return new TextDecoder().decode(bytes.subarray(0, room), { stream: true }) + CUT_MARK;
}

/**
 * Labels or annotations within limits: names that are too long and entries beyond the number are left out, long values
 * cut. Those that `first` names stay before others.
 */
export function boundedTexts(
  given: readonly (readonly [string, string])[],
  limits: TextLimits,
  first: readonly string[],
): { texts: Readonly<Record<string, string>>; shortened: number } {
  const rank = ([name]: readonly [string, string]) => (first.includes(name) ? 0 : 1);
  const fitting = given
    .filter(([name]) => Buffer.byteLength(name) <= limits.nameBytes)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, limits.entries);
  let shortened = given.length - fitting.length;
  const texts: Record<string, string> = {};
  for (const [name, value] of fitting) {
    if (Buffer.byteLength(value) > limits.valueBytes) shortened += 1;
    setAttribute(texts, storableText(name), boundText(value, limits.valueBytes));
  }
  return { texts, shortened };
}
