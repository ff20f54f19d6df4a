import { expect, test } from 'vitest';
import { executionPath, pagePath, routeOf } from './route.ts';

const id = `${'0af7651916cd43dd8448eb211c80319c'}${'b7ad6b7169203331'}`;

test('the bare address is the overview', () => {
  expect(routeOf('/')).toEqual({ page: 'overview', part: '' });
});

test.each(['/executions', '/executions/'])('%s is the list of executions', (path) => {
  expect(routeOf(path)).toEqual({ page: 'executions', part: '' });
});

test('the address of an execution leads to it', () => {
  expect(executionPath(id)).toBe(`/executions/${id}`);
  expect(routeOf(executionPath(id))).toEqual({ page: 'executions', part: id });
});

test('an id in upper case is the same execution', () => {
  expect(routeOf(executionPath(id.toUpperCase()))).toEqual({ page: 'executions', part: id });
});

test('a name that an address must escape comes back as it was', () => {
  expect(pagePath('agents', 'a/b ?#%é')).toBe('/agents/a/b%20%3F%23%25%C3%A9');
  expect(routeOf(pagePath('agents', 'a/b ?#%é'))).toEqual({ page: 'agents', part: 'a/b ?#%é' });
});

test.each(['../s?1', 'a/./b', '/a', 'a/', '//'])('a browser leaves %s as it is in an address', (name) => {
  const { pathname } = new URL(pagePath('sessions', name), 'http://hub.example');
  expect(routeOf(pathname)).toEqual({ page: 'sessions', part: name });
});

test.each(['/executions/abc', '/nowhere', `/executions/${id}/steps`, '/agents/%E0%A4%A', '/overview'])(
  '%s is no page',
  (path) => {
    expect(routeOf(path)).toEqual({ page: 'missing', part: '' });
  },
);
