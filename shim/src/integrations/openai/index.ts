import { noteWrapped } from '../../instrumentation/wrappers.ts';
import { observedClient, type Parts } from '../stainless/observed-client.ts';
import { chatCompletion, textCompletion } from './chat-completion.ts';
import { embedding } from './embedding.ts';
import { modelResponse } from './model-response.ts';

const parts: Parts = {
  chat: { completions: { create: chatCompletion } },
  responses: { create: modelResponse },
  embeddings: { create: embedding },
  completions: { create: textCompletion },
  beta: { chat: { completions: { create: chatCompletion } }, responses: { create: modelResponse } },
};

/** What is asked of a client of the package `openai`, or of one that is derived from it. */
export interface OpenAIClient {
  readonly baseURL: string;
}

/**
 * The same client, whose calls of models are seen as inferences: chat completions, responses, embeddings and
 * completions, with their streams and helpers. For `OpenAI`, `AzureOpenAI` and clients of servers that speak the same.
 * The client that is given is not changed; what the returned one answers is what that one answers.
 */
export function observeOpenAI<C extends OpenAIClient>(client: C): C {
  noteWrapped('openai');
  return observedClient(client, parts);
}
