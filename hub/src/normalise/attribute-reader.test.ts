import { dialectFacts, type FactSource } from '@observatory/shim/conventions';
import { describe, expect, it } from 'vitest';
import type { Attributes } from '../otlp/records.ts';
import { AttributeReader } from './attribute-reader.ts';
import { sourcesOf } from './sources.ts';

/** Attributes of which one source alone says 7. */
function attributesOf(source: FactSource): Attributes {
  if (typeof source === 'string') return { [source]: 7 };
  let value: object | number = source.sum ? { one: 3, other: 4 } : 7;
  for (const key of (source.path ?? []).toReversed()) value = { [key]: value };
  return { [source.attribute]: typeof value === 'number' ? value : JSON.stringify(value) };
}

describe('a reader of attributes', () => {
  it.each(dialectFacts)('finds %s by each of its sources alone', (fact) => {
    for (const source of sourcesOf[fact]) {
      const reader = new AttributeReader({ 'app.tenant': 'acme', ...attributesOf(source) });
      expect(reader.text(fact), JSON.stringify(source)).toBe('7');
      expect(reader.first(fact, (value) => (value === 7 ? value : null))?.value).toBe(7);
    }
  });

  it('finds no fact where no attribute speaks of one', () => {
    const reader = new AttributeReader({ 'app.tenant': 'acme', 'http.request.method': 'GET' });
    expect(dialectFacts.filter((fact) => reader.text(fact) !== null)).toEqual([]);
  });

  it('asks the stronger source first, and the next one where it holds nothing', () => {
    const both = { 'gen_ai.provider.name': 'openai', 'gen_ai.system': 'anthropic' };
    expect(new AttributeReader(both).text('provider')).toBe('openai');
    expect(new AttributeReader({ ...both, 'gen_ai.provider.name': '' }).text('provider')).toBe('anthropic');
  });
});
