import fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { describe, expect, it } from 'vitest';
import { applyChanges } from './apply-changes.ts';
import { difference } from './difference.ts';
import type { Json } from './json.ts';

/** JSON as it comes from a parser, with names that are dangerous where objects are plain. */
const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'a/b', '~1', ''));
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<Json>(null, true, false, '', 0),
    fc.string(),
    fc.integer(),
    fc.array(tie('json'), { maxLength: 6 }),
    fc.dictionary(name, tie('json'), { maxKeys: 6, noNullPrototype: true }),
  ),
}));
const copy = (value: Json) => JSON.parse(JSON.stringify(value)) as Json;

describe('difference', () => {
  it('names what was added, changed and removed, by JSON Pointer', () => {
    const before = { goal: 'refund', open: [1, 2], 'a/b': { '~': 1 }, old: true };
    const after = { goal: 'refund', open: [1, 2, 3], 'a/b': { '~': 2 }, done: null };
    expect(difference(before, after)).toEqual([
      { op: 'remove', path: '/old' },
      { op: 'add', path: '/open/2', value: 3 },
      { op: 'replace', path: '/a~1b/~0', value: 2 },
      { op: 'add', path: '/done', value: null },
    ]);
  });

  it('is empty where nothing changed', () => {
    expect(difference({ list: [{ a: 1 }] }, { list: [{ a: 1 }] })).toEqual([]);
  });

  it.each([
    ['what was appended', [1, 2], [1, 2, 3], [{ op: 'add', path: '/2', value: 3 }]],
    ['what was put in at the front', [1, 2], [0, 1, 2], [{ op: 'add', path: '/0', value: 0 }]],
    ['what was taken out', [1, 2, 3], [1, 3], [{ op: 'remove', path: '/1' }]],
    [
      'what was changed between',
      [1, { a: 1 }, 3],
      [1, { a: 2 }, 3],
      [{ op: 'replace', path: '/1/a', value: 2 }],
    ],
    ['what is of another kind', [[]], [{}], [{ op: 'replace', path: '/0', value: {} }]],
  ])('names of a list only %s', (_what, before, after, wanted) => {
    expect(difference(before, after)).toEqual(wanted);
  });

  it('takes work that grows with the lists alone', () => {
    const before = Array.from({ length: 20_000 }, (_, index) => index);
    const after = before.map((item) => item * 7 + 1);
    expect(difference(before, after)).toHaveLength(20_000);
  });

  it('gives the other value back when it is applied, whatever both are', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(JSON.stringify(sorted(applyChanges(copy(before), difference(before, after))))).toBe(
          JSON.stringify(sorted(after)),
        );
      }),
    );
  });

  it('is a JSON Patch that another implementation applies to the same effect', () => {
    // As JSON text carries them: without a zero below zero.
    const plain = fc
      .jsonValue({ maxDepth: 4 })
      .map((value) => JSON.parse(JSON.stringify(value)) as typeof value)
      .filter((value) => !/"(__proto__|constructor|prototype)"/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(plain, plain, (before, after) => {
        const document = { root: copy(before as Json) };
        const changes = difference(document, { root: after as Json });
        expect(applyPatch(document, changes as Parameters<typeof applyPatch>[1])).toEqual(
          changes.map(() => null),
        );
        expect(document).toEqual({ root: copy(after as Json) });
      }),
    );
  });
});

describe('applyChanges', () => {
  it.each([
    ['a list of changes that is none', {}],
    ['an operation that is none', [{ op: 'upset', path: '' }]],
    ['a change without a value', [{ op: 'add', path: '/a' }]],
    ['a path without its stroke', [{ op: 'add', path: 'a', value: 1 }]],
    ['a member that is not there', [{ op: 'remove', path: '/b' }]],
    ['a parent that is not there', [{ op: 'add', path: '/b/c', value: 1 }]],
    ['a place outside of the list', [{ op: 'add', path: '/list/5', value: 1 }]],
    ['a place that is no number', [{ op: 'add', path: '/list/01', value: 1 }]],
    ['a member of the prototype', [{ op: 'add', path: '/constructor/prototype/polluted', value: 1 }]],
    ['the prototype itself', [{ op: 'add', path: '/__proto__/polluted', value: 1 }]],
    ['the whole removed', [{ op: 'remove', path: '' }]],
  ])('refuses %s', (_what, changes) => {
    expect(() => applyChanges({ a: 1, list: [1] }, changes)).toThrow();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('makes __proto__ a member like any other', () => {
    const made = applyChanges({}, [{ op: 'add', path: '/__proto__', value: { polluted: 1 } }]);
    expect(JSON.stringify(made)).toBe('{"__proto__":{"polluted":1}}');
    expect((made as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

/** With the members of each object in one order, which JSON leaves open. */
function sorted(value: Json): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => [key, sorted(member)]);
}
