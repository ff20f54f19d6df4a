import { noteWrapped } from '../../instrumentation/wrappers.ts';
import { observedClient, type Parts } from '../stainless/observed-client.ts';
import { message } from './message.ts';

const parts: Parts = { messages: { create: message }, beta: { messages: { create: message } } };

/** What is asked of a client of the package `@anthropic-ai/sdk`, or of one that is derived from it. */
export interface AnthropicClient {
  readonly baseURL: string;
}

/**
 * The same client, whose messages (`messages` and `beta.messages`, with their streams, helpers and tool runners) are
 * seen as inferences. Batches are not. The client that is given is not changed; what the returned one answers is what
 * that one answers.
 */
export function observeAnthropic<C extends AnthropicClient>(client: C): C {
  noteWrapped('@anthropic-ai/sdk');
  return observedClient(client, parts);
}
