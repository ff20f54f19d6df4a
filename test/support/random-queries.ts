import fc from 'fast-check';
import { searchFields } from '../../hub/src/search/search-fields.ts';

/** Queries for property tests: near the grammar, mutated, and anything at all. */

const names = searchFields.flatMap((field) =>
  field.keyed ? [`${field.name}.x`, `${field.name}.a.b-c`] : [field.name, ...field.aliases],
);

const value = fc.oneof(
  fc.constantFrom(
    ...[
      'failed',
      'running',
      'agent',
      'true',
      'ada',
      '*',
      'gp?-4*',
      '5s',
      '1h30m',
      '250ms',
      '0',
      '0.5',
      '10k',
      '-3',
      '$1.50',
    ],
    ...[
      '2026-11-20',
      '2026-11-20T08:30:00Z',
      '2026-11-20T08:30:00.123456+02:00',
      'now',
      'now-1h',
      '0af7651916cd43dd',
    ],
    ...[
      '"database error"',
      '"a\\"b"',
      '""',
      '"%_\\\\"',
      '東京',
      "it's",
      '[1 TO 5]',
      '{1 TO *}',
      '[5s TO 1h]',
      '[2026-11-19 TO now]',
    ],
  ),
  fc.string({ maxLength: 8 }),
);
const term = fc
  .tuple(fc.option(fc.constantFrom(...names)), fc.constantFrom('', '', '', '>', '>=', '<', '<='), value)
  .map(([name, operator, text]) => (name === null ? text : `${name}:${operator}${text}`));

const { query } = fc.letrec<{ query: string; part: string }>((tie) => ({
  part: fc.oneof(
    { weight: 4, arbitrary: term },
    { weight: 1, arbitrary: tie('query').map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: tie('part').map((inner) => `NOT ${inner}`) },
    { weight: 1, arbitrary: tie('part').map((inner) => `-${inner}`) },
  ),
  query: fc
    .array(fc.tuple(tie('part'), fc.constantFrom(' ', ' AND ', ' OR ')), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.map(([part, joint], at) => (at === 0 ? part : joint + part)).join('')),
}));

const mutated = fc
  .tuple(
    query,
    fc.nat(),
    fc.nat({ max: 5 }),
    fc.oneof(
      fc.string({ maxLength: 4, unit: 'binary' }),
      fc.constantFrom('(', ')', '"', ':', '[', ' TO ', ' OR '),
    ),
  )
  .map(([text, where, away, put]) => {
    const at = where % (text.length + 1);
    return text.slice(0, at) + put + text.slice(at + away);
  });

export const anyQuery = fc.oneof(query, mutated, mutated, fc.string({ maxLength: 600, unit: 'binary' }));
