import { expect, test } from 'vitest';
import { costLabel } from './cost-label.ts';

test('a model without a price is unpriced, not $0', () => {
  expect(costLabel(null, 2)).toEqual({ text: 'unpriced', state: 'unpriced' });
});

test('an execution without any inference has no cost', () => {
  expect(costLabel(null, 0)).toEqual({ text: '—', state: 'none' });
});

test('a known part is shown together with what is missing', () => {
  expect(costLabel(0.0123, 1)).toEqual({ text: '$0.0123 + unpriced', state: 'partly' });
});

test('a model whose price is zero costs $0', () => {
  expect(costLabel(0, 0)).toEqual({ text: '$0', state: 'priced' });
});
