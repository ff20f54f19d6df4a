import { redactText } from '../safe/redact.ts';
import { errorFacts } from '../tracking/error-facts.ts';

/** An error as log lines show it. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** Whatever was thrown, as a line shows it, secrets redacted; the stack tells its causes too. */
export function plainError(thrown: unknown): PlainError {
  const { type, message, stack } = errorFacts(thrown);
  if (!(thrown instanceof Error)) return { name: type, message };
  return {
    name: typeof thrown.name === 'string' ? thrown.name : type,
    message: typeof thrown.message === 'string' ? redactText(thrown.message) : message,
    ...(stack !== undefined && { stack }),
  };
}
