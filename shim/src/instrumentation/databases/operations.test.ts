import { expect, it } from 'vitest';
import { knownOperation } from './operations.ts';

it.each([
  ['postgresql', 'SELECT', 'SELECT'],
  ['postgresql', 'select\nid,', 'SELECT'],
  ['mysql', 'REPLACE', 'REPLACE'],
  ['mysql', 'bob@example.com', 'OTHER'],
  ['redis', 'get', 'GET'],
  ['redis', 'PIPELINE set', 'SET'],
  ['redis', 'MULTI hset', 'HSET'],
  ['redis', 'user:42', 'OTHER'],
  ['mongodb', 'findAndModify', 'findAndModify'],
  ['mongodb', 'user42', 'OTHER'],
  ['elsewhere', 'SELECT', 'SELECT'],
  ['', '', 'OTHER'],
])('of %s, %j is counted as %s', (system, operation, label) => {
  expect(knownOperation(system, operation)).toBe(label);
});
