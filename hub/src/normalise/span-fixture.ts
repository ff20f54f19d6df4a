import type { Attributes, SpanEvent, SpanRecord } from '../otlp/records.ts';

/** A span as a decoder hands it over, for tests. Without `parent` it has one; `null` makes it a root. */
export interface SpanFixture {
  readonly name?: string;
  readonly parent?: string | null;
  readonly kind?: number;
  readonly scope?: string;
  readonly statusCode?: number;
  readonly statusMessage?: string;
  readonly events?: readonly SpanEvent[];
}

export function spanOf(attributes: Attributes, fixture: SpanFixture = {}): SpanRecord {
  return {
    source: {
      service: 'svc',
      resource: { 'service.name': 'svc' },
      scopeName: fixture.scope ?? 'test',
      scopeVersion: '1',
    },
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    parentSpanId: fixture.parent === undefined ? 'eee19b7ec3c1b173' : fixture.parent,
    name: fixture.name ?? 'span',
    kind: fixture.kind ?? 1,
    startUs: 1_760_000_000_000_000,
    endUs: 1_760_000_001_000_000,
    statusCode: fixture.statusCode ?? 0,
    statusMessage: fixture.statusMessage ?? '',
    attributes,
    events: fixture.events ?? [],
    links: [],
  };
}
