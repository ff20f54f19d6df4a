import { errorFacts } from '../tracking/error-facts.ts';

/** An error as log lines show it. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** Whatever was thrown, as a line shows it, secrets redacted; its causes are told with it. */
export function plainError(thrown: unknown): PlainError {
  const { type, message, stack } = errorFacts(thrown);
  return { name: type, message, ...(stack !== undefined && { stack }) };
}
