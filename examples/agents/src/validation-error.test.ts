import { expect, test } from 'vitest';
import { z } from 'zod';
import { ValidationError } from './validation-error.ts';

test('a validation error says where each difference is and what was expected there', () => {
  const read = z.object({ a: z.object({ b: z.string() }), n: z.int() }).safeParse({ a: { b: 1 }, n: 2 });
  expect(new ValidationError(read.error ?? new z.ZodError([])).message).toBe(
    'a: b: Invalid input: expected string, received number',
  );
});
