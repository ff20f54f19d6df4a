import { expect, test } from 'vitest';
import { forecastCourse } from './forecast-course.ts';

const from = '1970-01-11T00:00:00Z';
const day = 86_400;

test('the days before and those to come are on one axis, and the two lines meet', () => {
  const course = forecastCourse({
    from,
    past: [10, null, 12],
    steps: [13, 2],
    step_half_widths: [2, 5],
    step_seconds: day,
  });
  expect(course).toEqual({
    times: [7 * day, 8 * day, 9 * day, 10 * day, 11 * day],
    past: [10, null, 12, null, null],
    expected: [null, null, 12, 13, 2],
    low: [null, null, 12, 11, 0],
    high: [null, null, 12, 15, 7],
  });
});

test('without a past the forecast stands alone', () => {
  const { times, expected } = forecastCourse({
    from,
    past: [],
    steps: [1, 2],
    step_half_widths: [0, 0],
    step_seconds: day,
  });
  expect([times, expected]).toEqual([
    [10 * day, 11 * day],
    [1, 2],
  ]);
});
