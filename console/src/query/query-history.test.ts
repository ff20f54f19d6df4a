import { expect, test } from 'vitest';
import { forgetQueries, keepQuery, readHistory, type TextStore } from './query-history.ts';

function memoryStore(): TextStore & { size: () => number } {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    size: () => kept.size,
  };
}

test('the last query comes first, each once', () => {
  const store = memoryStore();
  for (const text of ['SELECT 1', 'SELECT 2', 'SELECT 1']) keepQuery(store, 'ada', text);
  expect(readHistory(store, 'ada')).toEqual(['SELECT 1', 'SELECT 2']);
});

test('another person at the browser finds none, and what was there is gone', () => {
  const store = memoryStore();
  keepQuery(store, 'ada', 'SELECT 1');
  expect(readHistory(store, 'bela')).toEqual([]);
  expect(store.size()).toBe(0);
});

test('fifty are kept', () => {
  const store = memoryStore();
  for (let at = 0; at < 60; at += 1) keepQuery(store, 'ada', `SELECT ${at}`);
  expect(readHistory(store, 'ada')).toHaveLength(50);
  expect(readHistory(store, 'ada')[0]).toBe('SELECT 59');
});

test('what somebody else wrote there is no history', () => {
  const store = memoryStore();
  store.setItem('observatory.queries', '{"owner":"ada","texts":[1,{}]}');
  expect(readHistory(store, 'ada')).toEqual([]);
  store.setItem('observatory.queries', 'not json');
  expect(readHistory(store, 'ada')).toEqual([]);
});

test('a store that is full hinders nothing', () => {
  const full: TextStore = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
    removeItem: () => {},
  };
  expect(keepQuery(full, 'ada', 'SELECT 1')).toEqual(['SELECT 1']);
});

test('forgotten queries are gone', () => {
  const store = memoryStore();
  keepQuery(store, 'ada', 'SELECT 1');
  forgetQueries(store);
  expect(readHistory(store, 'ada')).toEqual([]);
});
