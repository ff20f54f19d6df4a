import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serialise } from './serialise.ts';

const parsed = (value: unknown) => JSON.parse(serialise(value, 10_000));

describe('serialise', () => {
  it('gives what JSON gives for plain data', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        // Names such as "token" are redacted, which is another test's matter.
        const plain = JSON.stringify(value).replace(/[-_.\s]/g, '');
        fc.pre(!/token|secret|pass|key|cookie|jwt|auth|bearer|credential|connectionstring/i.test(plain));
        expect(JSON.parse(serialise(value, 1_000_000))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('gives valid JSON for any value, and never throws', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      withBoxedValues: true,
    });
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 5000 }), (value, maxBytes) => {
        expect(() => JSON.parse(serialise(value, maxBytes))).not.toThrow();
      }),
    );
  });

  it('notes circular references', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop.self = loop;
    expect(parsed(loop)).toEqual({ name: 'loop', self: '[circular]' });
  });

  it('shows an object that two members share in both', () => {
    const shared = { a: 1 };
    expect(parsed([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it('notes members that cannot be read and keeps the others', () => {
    const value = {
      good: 1,
      get bad(): number {
        throw new Error('no');
      },
    };
    expect(parsed(value)).toEqual({ good: 1, bad: '[unreadable]' });
  });

  it('notes a proxy that throws at any touch', () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('no');
        },
      },
    );
    expect(parsed({ hostile })).toEqual({ hostile: '[unreadable]' });
  });

  it('writes what JSON does not know as text', () => {
    expect(
      parsed({
        big: 12n,
        not: Number.NaN,
        bytes: new Uint8Array(3),
        map: new Map([['a', 1]]),
        set: new Set([1]),
      }),
    ).toEqual({ big: '12', not: 'NaN', bytes: '[3 bytes]', map: { a: 1 }, set: [1] });
  });

  it('tells an error with its cause', () => {
    expect(parsed(new TypeError('outer', { cause: new Error('inner') }))).toEqual({
      name: 'TypeError',
      message: 'outer',
      cause: { name: 'Error', message: 'inner' },
    });
  });

  it('stops at great depth', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(serialise(deep, 100_000)).toContain('[too deep]');
  });

  it('redacts by name at any depth, and by form', () => {
    const key = `sk-${'a1'.repeat(20)}`;
    expect(parsed({ user: { password: 'hunter2', note: `use ${key}` } })).toEqual({
      user: { password: '[redacted]', note: 'use [redacted]' },
    });
  });

  it('lets no secret through, wherever it stands', () => {
    const secret = `ghp_${'Zz9'.repeat(12)}`;
    const withSecret = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constant(`x ${secret} y`),
        fc.string(),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('node'), { maxKeys: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(withSecret, fc.integer({ min: 64, max: 2000 }), (value, maxBytes) => {
        expect(serialise(value, maxBytes)).not.toContain(secret);
      }),
    );
  });

  it('does not walk far beyond the budget', () => {
    let reads = 0;
    const items = Array.from({ length: 100_000 }, () => ({
      get text() {
        reads += 1;
        return 'x'.repeat(50);
      },
    }));
    serialise(items, 1000);
    expect(reads).toBeLessThan(200);
  });

  it('leaves no half of a secret at the end of a long text', () => {
    const secret = `ghp_${'Zz9'.repeat(12)}`;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), (length) => {
        const text = `${'x '.repeat(length)}${secret}${' y'.repeat(500)}`;
        expect(serialise(text, 100)).not.toContain('ghp_');
      }),
    );
  });

  it('stops within a few times the budget for lists of empty objects too', () => {
    const text = serialise(
      Array.from({ length: 100_000 }, () => ({})),
      100,
    );
    expect(text.length).toBeLessThan(1000);
  });
});
