import { type Change, difference, type Json } from '@observatory/shim/conventions';

/** A change of a state with what was there before. */
export type DescribedChange = Change & { readonly before?: Json };

export interface StateDifference {
  readonly changes: readonly DescribedChange[];
  /** All of them, also those that were left out. */
  readonly count: number;
  readonly truncated: boolean;
}

export const differenceLimits = { changes: 1000, characters: 1024 * 1024 } as const;

/** What turns one state into another, as a JSON Patch (RFC 6902) whose changes also tell what was there. */
export function stateDifference(before: Json, after: Json): StateDifference {
  const all = difference(before, after);
  const changes: DescribedChange[] = [];
  let characters = 0;
  for (const change of all.slice(0, differenceLimits.changes)) {
    const described = describe(change, before);
    characters += JSON.stringify(described).length;
    if (characters > differenceLimits.characters) break;
    changes.push(described);
  }
  return { changes, count: all.length, truncated: changes.length < all.length };
}

/**
 * A path leads to the same place in the state before as when its change is applied: `difference` changes a list from
 * its begin, takes away from its end, and adds only then.
 */
function describe(change: Change, before: Json): DescribedChange {
  if (change.op === 'add') return change;
  const was = change.path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(memberOf, before as Json | undefined);
  return was === undefined ? change : { ...change, before: was };
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, Json>>)[key];
}
