/** What a store of a browser can do that this needs. */
export type TextStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const KEY = 'observatory.queries';
const MOST = 50;
const MOST_CHARACTERS = 4_000;

interface Kept {
  /** Whose they are: another one who signs in at this browser does not see them. */
  readonly owner: string;
  readonly texts: readonly string[];
}

function read(store: TextStore, owner: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(store.getItem(KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('owner' in kept) || !('texts' in kept)) return [];
    if (kept.owner !== owner || !Array.isArray(kept.texts)) {
      store.removeItem(KEY);
      return [];
    }
    return kept.texts.filter((text): text is string => typeof text === 'string').slice(0, MOST);
  } catch {
    return [];
  }
}

/** The queries that `owner` ran in this browser, the last first: their texts alone, never an answer. */
export function readHistory(store: TextStore, owner: string): readonly string[] {
  return read(store, owner);
}

/** Keeps a query that was run; long ones are not kept, nor more than fifty. */
export function keepQuery(store: TextStore, owner: string, text: string): readonly string[] {
  const before = read(store, owner);
  if (text.length > MOST_CHARACTERS || text.trim() === '') return before;
  const texts = [text, ...before.filter((one) => one !== text)].slice(0, MOST);
  try {
    const kept: Kept = { owner, texts };
    store.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A full or forbidden store: the page works without it.
  }
  return texts;
}

/** Forgets all of them. */
export function forgetQueries(store: TextStore): void {
  store.removeItem(KEY);
}
