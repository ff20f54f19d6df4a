import { expect, test } from 'vitest';
import { readTimelineFilter, writeHidden } from './timeline-filter.ts';

const read = (text: string) => readTimelineFilter(new URLSearchParams(text));

test('an address without a filter shows all but steps, the newest first', () => {
  const filter = read('');
  expect(filter).toMatchObject({ agent: null, session: null, user: null, trace: null, order: 'desc' });
  expect([...filter.hidden]).toEqual(['steps']);
});

test('hidden lanes go into the address and come back, none of them too', () => {
  expect(writeHidden(new Set(['steps']))).toBeNull();
  expect(writeHidden(new Set())).toBe('');
  expect([...read('hide=').hidden]).toEqual([]);
  expect([...read(`hide=${writeHidden(new Set(['logs', 'runs']))}`).hidden]).toEqual(['runs', 'logs']);
});

test('what is no id of a trace is left out', () => {
  expect(read('trace=abc').trace).toBeNull();
  expect(read(`trace=${'0af7651916cd43dd8448eb211c80319c'}`).trace).toBe('0af7651916cd43dd8448eb211c80319c');
});
