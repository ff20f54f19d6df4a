/** Ids that are remembered: more than come while two connections are open at once. */
const MOST = 2_000;

/**
 * Tells whether an id is new, once for each. While a better connection takes over from another, both tell the same for a
 * moment.
 */
export function createSeen(most = MOST): (id: string) => boolean {
  const seen = new Set<string>();
  return (id) => {
    if (seen.has(id)) return false;
    seen.add(id);
    const [oldest] = seen;
    if (seen.size > most && oldest !== undefined) seen.delete(oldest);
    return true;
  };
}
