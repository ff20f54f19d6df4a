/** Names of agents, models, tools, errors and environments come from senders; beyond this many of each the rest share one label. */
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

/** Sets of labels that one metric may have: each is a series or more, and a thousand names of two kinds would be a million. */
const MAX_SETS = 5000;

/** Gives the first sets of labels as they are; in those that come when there are too many each name is `other`. */
export function boundedSet<L extends { readonly [Name in keyof L]: string }>(): (labels: L) => L {
  const known = new Set<string>();
  return (labels) => {
    const key = Object.values(labels).join('\n');
    if (known.size < MAX_SETS) known.add(key);
    if (known.has(key)) return labels;
    const others = Object.entries(labels).map(([label, value]) => [label, value === '' ? '' : OTHER]);
    return Object.fromEntries(others);
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
