import { Attr } from '../../conventions/index.ts';
import { loose, numberIn, textIn } from '../stainless/loose.ts';
import { observing } from '../stainless/model-call.ts';
import { answeringOf } from './provider.ts';

/** `embeddings.create`. */
export const embedding = observing({
  options: (request, client) => {
    const { provider, deployment, server } = answeringOf(client);
    const { model, encoding_format: format, dimensions } = loose(request);
    const attributes = {
      ...server,
      ...(typeof format === 'string' && { [Attr.requestEncodingFormats]: [format] }),
      ...(typeof dimensions === 'number' && { [Attr.embeddingsDimensionCount]: dimensions }),
    };
    return { operation: 'embeddings', provider, model: textIn(model) ?? deployment ?? 'unknown', attributes };
  },
  input: (request) => loose(request).input,
  reader: (call) => ({
    whole: (answer) => {
      const { model, usage } = loose(answer);
      call.setResponse({ model: textIn(model) });
      call.setUsage({ input: numberIn(loose(usage).prompt_tokens) });
    },
    chunk: () => {},
  }),
});
