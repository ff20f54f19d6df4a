import { expect, test } from 'vitest';
import { above, below, steps } from './limits.ts';

test('A panel whose alert tells above nothing is green while there is nothing', () => {
  const [green, red] = steps(above(0));
  expect(green).toEqual({ value: null, color: 'green' });
  expect(red?.color).toBe('red');
  expect(red?.value).toBeGreaterThan(0);
  expect(red?.value).toBeLessThan(1e-6);
});

test('Below its limit a value is red, below the other one orange', () => {
  expect(steps(below(0.03, 0.25))).toEqual([
    { value: null, color: 'red' },
    { value: 0.03, color: 'orange' },
    { value: 0.25, color: 'green' },
  ]);
});

test('What has no limits is neutral', () => {
  expect(steps(undefined)).toEqual([{ value: null, color: 'text' }]);
});
