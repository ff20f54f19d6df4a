import { expect, test } from 'vitest';
import { parseExpression } from './parse.ts';

test.each([
  [
    'a function that there is not',
    'sum by (agent) (increas(up[5m])) > 5',
    'not understood from "increas(up[5m])) > 5" on',
  ],
  ['a parenthesis too many', 'sum by (agent) (increase(up[5m]))) > 5', 'not understood from ") > 5" on'],
  ['a parenthesis too few', 'sum by (agent) (increase(up[5m]) > 5', 'something is missing at its end'],
  ['a text without quotes', 'sum by (agent) (increase(up{job=hub}[5m])) > 5', 'from "hub}[5m])) > 5" on'],
  ['an operator without a right side', 'sum by (agent) (up) >', 'something is missing at its end'],
])('PromQL with %s is told from where it goes wrong', (_, text, message) => {
  expect(() => parseExpression(text)).toThrow(message);
});
