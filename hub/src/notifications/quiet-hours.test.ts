import { describe, expect, test } from 'vitest';
import { type QuietHours, quietUntil, weekdays } from './quiet-hours.ts';

const nights = (more: Partial<QuietHours> = {}): QuietHours => ({
  days: [...weekdays],
  from: '22:00',
  to: '07:00',
  time_zone: 'Europe/Berlin',
  passes: 'critical',
  held: 'summary',
  ...more,
});
const until = (quiet: QuietHours, at: string) => {
  const ms = quietUntil(quiet, Date.parse(at));
  return ms === null ? null : new Date(ms).toISOString();
};

describe('quiet hours', () => {
  test('are by the clock of their time zone, over midnight', () => {
    // Berlin is an hour ahead in winter.
    expect(until(nights(), '2026-01-15T20:59:59Z')).toBeNull();
    expect(until(nights(), '2026-01-15T21:00:00Z')).toBe('2026-01-16T06:00:00.000Z');
    expect(until(nights(), '2026-01-16T05:59:59Z')).toBe('2026-01-16T06:00:00.000Z');
    expect(until(nights(), '2026-01-16T06:00:00Z')).toBeNull();
  });

  test('are an hour shorter in the night in which summer time begins', () => {
    // 28 to 29 March 2026: 22:00 is 21:00 UTC, 07:00 of summer time is 05:00 UTC.
    expect(until(nights(), '2026-03-28T21:00:00Z')).toBe('2026-03-29T05:00:00.000Z');
  });

  test('are an hour longer in the night in which it ends', () => {
    // 24 to 25 October 2026: 22:00 of summer time is 20:00 UTC, 07:00 is 06:00 UTC.
    expect(until(nights(), '2026-10-24T20:00:00Z')).toBe('2026-10-25T06:00:00.000Z');
    expect(until(nights(), '2026-10-24T19:59:00Z')).toBeNull();
  });

  test('that would end in the hour which is left out end when it is over', () => {
    // 02:30 does not exist on 29 March in Berlin: the clock goes from 01:59 to 03:00, which is 01:00 UTC.
    expect(until(nights({ to: '02:30' }), '2026-03-28T23:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
  });

  test('of New York end as its clocks do', () => {
    const quiet = nights({ time_zone: 'America/New_York' });
    // 1 November 2026, 01:30 for the second time, is 06:30 UTC; 07:00 of standard time is 12:00 UTC.
    expect(until(quiet, '2026-11-01T06:30:00Z')).toBe('2026-11-01T12:00:00.000Z');
    // 8 March 2026: 07:00 of summer time is 11:00 UTC.
    expect(until(quiet, '2026-03-08T06:30:00Z')).toBe('2026-03-08T11:00:00.000Z');
  });

  test('begin on their days alone and last into the next', () => {
    const friday = nights({ days: ['fri'], time_zone: 'UTC' });
    // 20 November 2026 is a Friday.
    expect(until(friday, '2026-11-20T06:00:00Z')).toBeNull();
    expect(until(friday, '2026-11-20T23:00:00Z')).toBe('2026-11-21T07:00:00.000Z');
    expect(until(friday, '2026-11-21T06:59:00Z')).toBe('2026-11-21T07:00:00.000Z');
    expect(until(friday, '2026-11-21T23:00:00Z')).toBeNull();
  });

  test('may be within one day, or all of a weekend', () => {
    expect(until(nights({ from: '12:00', to: '13:00', time_zone: 'UTC' }), '2026-11-20T12:30:00Z')).toBe(
      '2026-11-20T13:00:00.000Z',
    );
    const weekend = nights({ days: ['sat', 'sun'], from: '00:00', to: '00:00', time_zone: 'UTC' });
    expect(until(weekend, '2026-11-21T00:00:00Z')).toBe('2026-11-23T00:00:00.000Z');
  });
});
