type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** Text of ours as Compose must read it: what it would take for a variable is marked as plain. */
export function literal<T extends Plain>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$') as T;
  if (Array.isArray(value)) return value.map(literal) as Plain as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, literal(below)])) as Plain as T;
}

/** Folder of the repository, from the folder of the Compose file; where our own images are built. */
export const SOURCE = `\${OBSERVATORY_SOURCE:-../..}`;
