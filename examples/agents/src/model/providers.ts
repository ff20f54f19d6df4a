import type { Answer } from './answer.ts';
import { readAnthropic } from './anthropic.ts';
import { readGoogle } from './google.ts';
import { readOpenAi } from './openai.ts';

/** How each provider's answer is read. `acme` is a server of our own that speaks OpenAI's form. */
export const providers = {
  openai: readOpenAi,
  anthropic: readAnthropic,
  google: readGoogle,
  acme: readOpenAi,
} as const satisfies Record<string, (body: unknown) => Answer>;

export type Provider = keyof typeof providers;
