import { loose } from '../stainless/loose.ts';
import type { ModelCall } from '../stainless/model-call.ts';
import { messagesOf } from './messages.ts';
import { answeringOf, modelNameOf } from './provider.ts';
import { embeddingUsageOf } from './usage.ts';

/** `models.embedContent`. */
export const embedding: ModelCall = {
  options: (request, models) => ({
    operation: 'embeddings',
    ...answeringOf(models),
    model: modelNameOf(loose(request).model),
  }),
  input: (request) => messagesOf(loose(request).contents ?? loose(request).content),
  reader: (call) => ({
    whole: (answer) => call.setUsage(embeddingUsageOf(answer)),
    chunk: () => {},
  }),
};
