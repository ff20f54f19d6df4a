import { expect, test } from 'vitest';
import { executionPath, routeOf } from './route.ts';

const id = `${'0af7651916cd43dd8448eb211c80319c'}${'b7ad6b7169203331'}`;

test.each(['/', '/executions', '/executions/'])('%s is the list of executions', (path) => {
  expect(routeOf(path)).toEqual({ page: 'executions' });
});

test('the address of an execution leads to it', () => {
  expect(routeOf(executionPath(id))).toEqual({ page: 'execution', id });
});

test('an id in upper case is the same execution', () => {
  expect(routeOf(executionPath(id.toUpperCase()))).toEqual({ page: 'execution', id });
});

test.each(['/executions/abc', '/nowhere', `/executions/${id}/steps`])('%s is no page', (path) => {
  expect(routeOf(path)).toEqual({ page: 'missing' });
});
