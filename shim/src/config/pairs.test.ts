import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parsePairs, unreadPairs } from './pairs.ts';

it('reads percent-encoded pairs', () => {
  expect(parsePairs('team=a%2Cb, region = eu ,')).toEqual({
    pairs: { team: 'a,b', region: 'eu' },
    unread: 0,
  });
});

it('leaves out a pair that it cannot read, counts it and keeps the others', () => {
  expect(parsePairs('bad,=x,a=%zz,good=1')).toEqual({ pairs: { good: '1' }, unread: 3 });
  expect(unreadPairs('X', 3)).toEqual(['X: 3 pairs are not key=value and left out']);
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parsePairs(text);
    }),
  );
});
