/** Things with at most one parent each, without loops. */
export interface Forest {
  /** Id → id of its parent; what is not here has none. */
  readonly parentOf: ReadonlyMap<string, string>;
  /** All ids, parents before their children. */
  readonly parentsFirst: readonly string[];
}

/**
 * Orders things by who hangs on whom, in time linear in their number. Parents that are not among them count as none.
 * A loop, which only a faulty sender makes, is cut above its smallest id, whatever the order in which things came.
 */
export function forestOf(
  ids: Iterable<string>,
  parentIdOf: (id: string) => string | null | undefined,
): Forest {
  const all = new Set(ids);
  const parentOf = new Map<string, string>();
  for (const id of all) {
    const parent = parentIdOf(id);
    if (parent && all.has(parent)) parentOf.set(id, parent);
  }
  const parentsFirst: string[] = [];
  const placed = new Set<string>();
  for (const id of all) {
    const path = pathUp(id, parentOf, placed);
    for (const one of path.toReversed()) {
      placed.add(one);
      parentsFirst.push(one);
    }
  }
  return { parentOf, parentsFirst };
}

/** From an id up to what is placed already, or to a root; a loop on the way is cut. */
function pathUp(id: string, parentOf: Map<string, string>, placed: ReadonlySet<string>): string[] {
  const path: string[] = [];
  const places = new Map<string, number>();
  for (let at: string | undefined = id; at !== undefined && !placed.has(at); at = parentOf.get(at)) {
    const begin = places.get(at);
    if (begin !== undefined) {
      const loop = path.slice(begin);
      const smallest = loop.reduce((a, b) => (a < b ? a : b));
      parentOf.delete(smallest);
      return pathUp(id, parentOf, placed);
    }
    places.set(at, path.length);
    path.push(at);
  }
  return path;
}
