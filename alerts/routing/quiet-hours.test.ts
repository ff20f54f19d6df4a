import { expect, test } from 'vitest';
import { quietHours } from './quiet-hours.ts';

const timeZone = 'Europe/Berlin';

test('Hours of one day are one range', () => {
  expect(quietHours({ from: '12:30', to: '14:00', days: ['sunday', 'saturday'], timeZone })).toEqual([
    {
      times: [{ start_time: '12:30', end_time: '14:00' }],
      weekdays: ['saturday', 'sunday'],
      location: 'Europe/Berlin',
    },
  ]);
});

test('Hours across midnight are two ranges, the second on the days after', () => {
  expect(quietHours({ from: '22:00', to: '07:00', days: ['friday', 'sunday'], timeZone })).toEqual([
    {
      times: [{ start_time: '22:00', end_time: '24:00' }],
      weekdays: ['friday', 'sunday'],
      location: 'Europe/Berlin',
    },
    {
      times: [{ start_time: '00:00', end_time: '07:00' }],
      weekdays: ['monday', 'saturday'],
      location: 'Europe/Berlin',
    },
  ]);
});

test('Hours until midnight are one range', () => {
  expect(quietHours({ from: '18:00', to: '00:00', days: ['monday'], timeZone })).toEqual([
    {
      times: [{ start_time: '18:00', end_time: '24:00' }],
      weekdays: ['monday'],
      location: 'Europe/Berlin',
    },
  ]);
});

test('From a time to the same time is a day', () => {
  expect(
    quietHours({ from: '08:00', to: '08:00', days: ['monday'], timeZone }).map(({ times }) => times[0]),
  ).toEqual([
    { start_time: '08:00', end_time: '24:00' },
    { start_time: '00:00', end_time: '08:00' },
  ]);
});
