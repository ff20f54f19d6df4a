import { dialects, type OperationTell, type SpanMeaning } from '@observatory/shim/conventions';
import type { Attributes } from '../otlp/records.ts';

interface Tell {
  readonly attribute: string;
  readonly values: ReadonlyMap<string, SpanMeaning>;
  readonly otherwise: SpanMeaning | null;
  readonly beside: string | null;
  readonly exceptScopes: readonly string[];
}

const all = dialects.flatMap((dialect) => dialect.operations);
const tells: readonly Tell[] = [...all.filter((tell) => !tell.weak), ...all.filter((tell) => tell.weak)].map(
  (tell: OperationTell) => ({
    attribute: tell.attribute,
    values: new Map(Object.entries(tell.values)),
    otherwise: tell.otherwise ?? null,
    beside: tell.beside ?? null,
    exceptScopes: tell.exceptScopes ?? [],
  }),
);

/** What a span or event with these attributes is, made by that instrumentation; null where it is none of an agent's. */
export function meaningOf(attributes: Attributes, scope: string): SpanMeaning | null {
  for (const tell of tells) {
    const value = attributes[tell.attribute];
    if (typeof value !== 'string' || value === '') continue;
    if (tell.beside !== null && attributes[tell.beside] === undefined) continue;
    if (tell.exceptScopes.length > 0 && tell.exceptScopes.includes(scope)) continue;
    const meaning = tell.values.get(value.toLowerCase()) ?? tell.otherwise;
    if (meaning !== null) return meaning;
  }
  return null;
}
