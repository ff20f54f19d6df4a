/**
 * The pairs of `OTEL_RESOURCE_ATTRIBUTES` (percent-encoded `key=value`, parted by commas; Resource SDK
 * specification). A pair that cannot be read is left out; the others stay.
 */
export function parseResourceAttributes(text: string | undefined): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const pair of text?.split(',') ?? []) {
    const at = pair.indexOf('=');
    const key = decoded(pair.slice(0, at).trim());
    const value = decoded(pair.slice(at + 1).trim());
    if (at > 0 && key && value) attributes[key] = value;
  }
  return attributes;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
