/** A repeatable source of chance: the same seed gives the same draws, on every machine. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number from `min` to `max`, both possible. */
  integer(min: number, max: number): number;
  /** Whether something of this probability happens. */
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  shuffle<T>(items: readonly T[]): T[];
  /** A source of its own, so that what is drawn here does not move what is drawn there. */
  fork(label: number): Random;
}

const UINT32 = 2 ** 32;

/** Spreads the bits of two whole numbers over one (the finaliser of MurmurHash3). */
function mix(a: number, b: number): number {
  let hash = (a ^ Math.imul(b, 0x9e3779b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A source of chance from a whole number (counter mode: the n-th draw is a hash of the seed and n). */
export function createRandom(seed: number): Random {
  const key = mix(seed >>> 0, Math.floor(seed / UINT32) + 1);
  let drawn = 0;
  const next = () => {
    drawn += 1;
    return mix(key, drawn) / UINT32;
  };
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));

  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: next() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
    fork: (label) => createRandom(mix(key, label ^ 0x5bd1e995)),
  };
}
