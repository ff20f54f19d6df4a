/** Names of agents, models, tools and errors come from senders; beyond this many of each the rest share one label. */
const MAX_NAMES = 1000;
const OTHER = 'other';

/** Gives the first values as they are, and `other` for those that come when there are too many. */
export function boundedLabel(): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.size < MAX_NAMES) known.add(value);
    return known.has(value) ? value : OTHER;
  };
}

/** Says of each set of bounded labels once that it is new. */
export function firstTime(): (...labels: readonly string[]) => boolean {
  const seen = new Set<string>();
  return (...labels) => {
    const key = labels.join('\n');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}
