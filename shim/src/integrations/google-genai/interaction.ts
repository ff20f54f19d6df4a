import type { InferenceCall } from '../../tracking/types.ts';
import type { AnswerReader } from '../stainless/answer-reader.ts';
import { loose, textIn } from '../stainless/loose.ts';
import type { ModelCall } from '../stainless/model-call.ts';
import { answeringOf, modelNameOf } from './provider.ts';
import { interactionUsageOf } from './usage.ts';

/** `interactions.create`, of a model or of an agent of Google's. */
export const interaction: ModelCall = {
  options: (request, interactions) => {
    const { model, agent } = loose(request);
    return {
      operation: 'generate_content',
      ...answeringOf({ apiClient: loose(interactions).parentClient }),
      model: modelNameOf(model ?? agent),
    };
  },
  input: (request) => loose(request).input,
  reader: (call, withContent) => new InteractionReader(call, withContent),
};

class InteractionReader implements AnswerReader {
  readonly #call: InferenceCall;
  readonly #withContent: boolean;

  constructor(call: InferenceCall, withContent: boolean) {
    this.#call = call;
    this.#withContent = withContent;
  }

  whole(answer: unknown): void {
    const { id, model, status, usage, steps, outputs } = loose(answer);
    const finished = textIn(status);
    this.#call.setResponse({
      id: textIn(id),
      model: textIn(model),
      ...(finished !== undefined && { finishReasons: [finished] }),
      ...(this.#withContent && { output: steps ?? outputs }),
    });
    this.#call.setUsage(interactionUsageOf(usage));
  }

  /** The first event and the last hold the interaction as far as it is. */
  chunk(event: unknown): void {
    const told = loose(event).interaction;
    if (told !== undefined) this.whole(told);
  }
}
