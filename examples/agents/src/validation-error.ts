import type { z } from 'zod';

/** Something that came from outside has not the form that was agreed; one sentence for each difference. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError';

  constructor({ issues }: z.ZodError) {
    super(issues.map(({ path, message }) => [...path, message].join(': ')).join('; '));
  }
}
