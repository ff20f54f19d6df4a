import { exchangeOf, type Message } from '../execution/messages.ts';
import type { ExecutionDetail } from '../hub/types.ts';

/** What a run was given, and what it answered. */
export interface TurnContent {
  readonly given: unknown;
  readonly answered: unknown;
}

function textOf({ parts }: Message): string | null {
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  return texts.length === 0 ? null : texts.join('\n\n');
}

/**
 * What was said in a run: its own input and output where they are recorded, else the first that a user said to a model
 * in it, and the last that a model answered.
 */
export function turnContent({ input, output, spans }: ExecutionDetail): TurnContent {
  if (input !== null && output !== null) return { given: input, answered: output };
  const exchanges = spans.flatMap(({ attributes }) => exchangeOf(attributes) ?? []);
  const asked = exchanges
    .flatMap((exchange) => exchange.input)
    .find((message) => message.role === 'user' && textOf(message) !== null);
  const last = exchanges
    .flatMap((exchange) => exchange.output)
    .findLast((message) => textOf(message) !== null);
  return {
    given: input ?? (asked ? textOf(asked) : null),
    answered: output ?? (last ? textOf(last) : null),
  };
}
