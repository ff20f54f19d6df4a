import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseResourceAttributes } from './resource-attributes.ts';

it('reads percent-encoded pairs', () => {
  expect(parseResourceAttributes('team=a%2Cb, region = eu ')).toEqual({ team: 'a,b', region: 'eu' });
});

it('leaves out a pair that it cannot read and keeps the others', () => {
  expect(parseResourceAttributes('bad,=x,a=%zz,good=1')).toEqual({ good: '1' });
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseResourceAttributes(text);
    }),
  );
});
