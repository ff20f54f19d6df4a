import { describe, expect, test } from 'vitest';
import { serializerBuilder } from './compile-serializer.ts';

const shared = {
  Leaf: { $id: 'Leaf', type: 'object', properties: { name: { type: 'string' } } },
  Tree: {
    $id: 'Tree',
    type: 'object',
    properties: { leaf: { $ref: 'Leaf#' }, below: { type: 'array', items: { $ref: 'Tree#' } } },
  },
  Broken: { $id: 'Broken', type: 'no type' },
};

describe('what writes answers', () => {
  const compile = serializerBuilder(shared);

  test('knows the schemas that a schema refers to, and those that these do, and writes nothing else', () => {
    const write = compile({ schema: { type: 'object', properties: { tree: { $ref: 'Tree#' } } } });
    const tree = { leaf: { name: 'a', secret: 1 }, below: [{ leaf: { name: 'b' }, secret: 2 }], secret: 3 };
    expect(JSON.parse(write({ tree, secret: 4 }))).toEqual({
      tree: { leaf: { name: 'a' }, below: [{ leaf: { name: 'b' } }] },
    });
  });

  test('is made once for equal schemas, so that a hub starts within a second', () => {
    expect(compile({ schema: { $ref: 'Leaf#' } })).toBe(
      serializerBuilder(shared)({ schema: { $ref: 'Leaf#' } }),
    );
  });

  test('is refused for a schema that is none, and for one that refers to one that there is not', () => {
    expect(() => compile({ schema: { $ref: 'Broken#' } })).toThrow('"Broken" schema is invalid');
    expect(() => compile({ schema: { $ref: 'Missing#' } })).toThrow('Cannot resolve ref "Missing#"');
  });
});
