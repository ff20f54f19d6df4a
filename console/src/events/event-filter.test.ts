import { expect, test } from 'vitest';
import { eventQuery, hasTags, liveFilter, readEventFilter } from './event-filter.ts';

const read = (text: string) => readEventFilter(new URLSearchParams(text));

test('words and attributes are told apart, for the store and for the stream', () => {
  const filter = read(
    'q=no+connection+tag.user.id%3D42&severity=error,fatal&type=tool_call&agent=support-triage',
  );
  expect(eventQuery(filter)).toEqual({
    severity: 'error,fatal',
    type: 'tool_call',
    agent: 'support-triage',
    search: 'no connection',
    'tag.user.id': '42',
  });
  expect(liveFilter(filter)).toEqual({
    severities: ['error', 'fatal'],
    types: ['tool_call'],
    agents: ['support-triage'],
    text: 'no connection',
  });
});

test('what is not known is left out; nothing asked for is everything', () => {
  expect(eventQuery(read('severity=loud&type=party&agent=+&q='))).toEqual({});
});

test('an attribute compares exactly, a number by its digits', () => {
  expect(hasTags({ data: { 'user.id': 42 } }, 'slow tag.user.id=42')).toBe(true);
  expect(hasTags({ data: { 'user.id': '421' } }, 'tag.user.id=42')).toBe(false);
  expect(hasTags({ data: {} }, 'tag.user.id=42')).toBe(false);
  expect(hasTags({ data: { a: 'b=c' } }, 'tag.a=b=c')).toBe(true);
});
