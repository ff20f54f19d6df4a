import { dialects, type FactSource, type Operation, type SpanMeaning } from '@observatory/shim/conventions';

const namesByMeaning = collect();

/** Sources of a span's own name in dialects that have one attribute for all kinds. */
export function nameSources(meaning: SpanMeaning): readonly FactSource[] {
  return namesByMeaning.get(meaning) ?? [];
}

const KIND_SUFFIX = /\.(?:workflow|agent|task|tool)$/;

/**
 * What a span's name says of the thing itself: `execute_tool search` → `search` (GenAI conventions),
 * `research.agent` → `research` (OpenLLMetry); null where the name is just the operation.
 */
export function nameInSpanName(spanName: string, operation: Operation | 'step'): string | null {
  if (operation !== 'step') {
    if (spanName === operation) return null;
    if (spanName.startsWith(`${operation} `)) return spanName.slice(operation.length + 1).trim() || null;
  }
  return spanName.replace(KIND_SUFFIX, '') || null;
}

function collect(): ReadonlyMap<SpanMeaning, readonly FactSource[]> {
  const names = new Map<SpanMeaning, readonly FactSource[]>();
  for (const dialect of dialects) {
    for (const [meaning, sources] of Object.entries(dialect.names ?? {})) {
      names.set(meaning as SpanMeaning, [...(names.get(meaning as SpanMeaning) ?? []), ...sources]);
    }
  }
  return names;
}
