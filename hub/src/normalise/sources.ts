import { type DialectFact, dialectFacts, dialects, type FactSource } from '@observatory/shim/conventions';

/** Sources of each fact over all dialects, strongest first; a source that two dialects name is asked once. */
export const sourcesOf: Readonly<Record<DialectFact, readonly FactSource[]>> = collect();

function collect(): Record<DialectFact, readonly FactSource[]> {
  const sources = dialectFacts.map((fact) => {
    const all = dialects.flatMap((dialect) => dialect.facts[fact] ?? []);
    return [fact, [...new Set(all)]] as const;
  });
  return Object.fromEntries(sources) as Record<DialectFact, readonly FactSource[]>;
}
