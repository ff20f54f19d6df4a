/**
 * Percent-encoded `key=value` pairs, parted by commas, as `OTEL_RESOURCE_ATTRIBUTES` and
 * `OTEL_EXPORTER_OTLP_HEADERS` hold them (Resource SDK specification). A pair that cannot be read is left
 * out and counted; the others stay.
 */
export function parsePairs(text: string | undefined): {
  readonly pairs: Readonly<Record<string, string>>;
  readonly unread: number;
} {
  const pairs = new Map<string, string>();
  let unread = 0;
  for (const pair of text?.split(',') ?? []) {
    if (pair.trim() === '') continue;
    const at = pair.indexOf('=');
    const key = decoded(pair.slice(0, at).trim());
    const value = decoded(pair.slice(at + 1).trim());
    if (at > 0 && key && value) pairs.set(key, value);
    else unread += 1;
  }
  return { pairs: Object.fromEntries(pairs), unread };
}

/** What is said of pairs that were left out; their text may hold secrets. */
export function unreadPairs(name: string, unread: number): string[] {
  if (unread === 0) return [];
  return [`${name}: ${unread === 1 ? 'a pair is' : `${unread} pairs are`} not key=value and left out`];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
