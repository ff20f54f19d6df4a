import { validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBaggage, parseBaggage } from './baggage-header.ts';

describe('formatBaggage', () => {
  it('percent-encodes, and keeps properties as they are', () => {
    const metadata = propertiesOf('a=b;secret=yes');
    expect(
      formatBaggage([
        ['session.id', { value: 'ä b,c' }],
        ['tenant', { value: '7', metadata }],
      ]),
    ).toBe('session.id=%C3%A4%20b%2Cc,tenant=7;secret=yes');
  });

  it('leaves out what has no encoding, and what would make the header longer than 8192 bytes', () => {
    expect(
      formatBaggage([
        ['a', { value: '\ud800' }],
        ['b', { value: '1' }],
      ]),
    ).toBe('b=1');
    const header = formatBaggage([
      ['a', { value: 'x'.repeat(4000) }],
      ['b', { value: 'x'.repeat(4000) }],
      ['c', { value: 'x'.repeat(4000) }],
      ['d', { value: 'short' }],
    ]);
    expect(header.length).toBeLessThanOrEqual(8192);
    expect(header.endsWith(',d=short')).toBe(true);
  });

  it('sends nothing on that makes a request throw, whatever a message in a queue brought', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (properties) => {
        const header = formatBaggage(parseBaggage(`a=1;p="\r\nX: y",b=2;${properties},c=3`));
        expect(() => validateHeaderValue('baggage', header)).not.toThrow();
        expect(header).not.toContain('a=1');
        expect(header.endsWith('c=3')).toBe(true);
      }),
    );
  });

  it('gives 180 members at most', () => {
    const entries = Array.from({ length: 300 }, (_, i) => [`k${i}`, { value: '1' }] as const);
    expect(formatBaggage(entries).split(',')).toHaveLength(180);
  });
});

function propertiesOf(member: string) {
  const entry = parseBaggage(member).get('a');
  if (entry?.metadata === undefined) throw new Error('no properties');
  return entry.metadata;
}

describe('parseBaggage', () => {
  it('reads members, and leaves out what is none', () => {
    const read = parseBaggage(' a = 1 ,b=%20x;p=1,=3,c,d=,e=%E0%A4%A,f=2');
    expect([...read].map(([name, { value }]) => [name, value])).toEqual([
      ['a', '1'],
      ['b', ' x'],
      ['f', '2'],
    ]);
  });

  it('reads 180 members and 8192 bytes at most, and no half member at the limit', () => {
    const many = Array.from({ length: 300 }, (_, i) => `k${i}=1`).join(',');
    expect(parseBaggage(many).size).toBe(180);
    expect([...parseBaggage(`a=1,b=${'x'.repeat(9000)}`).keys()]).toEqual(['a']);
  });

  it('never throws, and reads what formatBaggage wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (header) => {
        expect(() => parseBaggage(header)).not.toThrow();
      }),
    );
    const pairs = fc.dictionary(
      fc.constantFrom('a', 'b.c', 'session.id', 'tenant'),
      fc.string({ minLength: 1, maxLength: 50 }),
    );
    fc.assert(
      fc.property(pairs, (given) => {
        const entries = Object.entries(given).map(([name, value]) => [name, { value }] as const);
        const read = parseBaggage(formatBaggage(entries));
        for (const [name, { value }] of read)
          expect(value).toBe(given[name]?.trim() === '' ? value : given[name]);
      }),
    );
  });
});
