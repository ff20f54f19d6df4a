import { expect, test } from 'vitest';
import { builtInViews, viewSearch } from './view-search.ts';

test('what is only of the moment is not kept', () => {
  expect(viewSearch('?status=failed&paused=1&choose=')).toBe('status=failed');
});

test('two addresses that say the same are the same view', () => {
  expect(viewSearch('?q=a&status=failed')).toBe(viewSearch('?status=failed&q=a'));
});

test('the built-in view of slow runs asks in the query language, longest first', () => {
  expect(builtInViews.find(({ key }) => key === 'slow')?.search).toBe(
    'q=duration%3A%3E30s&range=24h&sort=duration',
  );
});
