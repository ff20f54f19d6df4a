import { Attr } from '../../conventions/index.ts';
import type { InferenceCall } from '../../tracking/types.ts';
import type { AnswerReader } from '../stainless/answer-reader.ts';
import { type Loose, loose, looseList, textIn, textsIn } from '../stainless/loose.ts';
import type { ModelCall } from '../stainless/model-call.ts';
import { settingAttributes } from '../stainless/settings.ts';
import { joined, messagesOf } from './messages.ts';
import { answeringOf, modelNameOf } from './provider.ts';
import { usageOf } from './usage.ts';

/** `models.generateContent` and its stream. */
export const generation: ModelCall = {
  options: (request, models) => {
    const { model, config } = loose(request);
    const { provider, attributes } = answeringOf(models);
    return {
      operation: 'generate_content',
      provider,
      model: modelNameOf(model),
      attributes: { ...attributes, ...settingsOf(loose(config)) },
    };
  },
  input: (request) => messagesOf(loose(request).contents),
  content: (request) => {
    const { systemInstruction, tools } = loose(loose(request).config);
    return {
      [Attr.systemInstructions]: messagesOf(systemInstruction).flatMap(({ parts }) => parts),
      [Attr.toolDefinitions]: tools,
    };
  },
  isCalledOff: (request) => loose(loose(loose(request).config).abortSignal).aborted === true,
  reader: (call, withContent) => new GenerationReader(call, withContent),
};

function settingsOf(config: Loose) {
  return settingAttributes({
    [Attr.requestMaxTokens]: config.maxOutputTokens,
    [Attr.requestTemperature]: config.temperature,
    [Attr.requestTopP]: config.topP,
    [Attr.requestFrequencyPenalty]: config.frequencyPenalty,
    [Attr.requestPresencePenalty]: config.presencePenalty,
    [Attr.requestStopSequences]: config.stopSequences,
    [Attr.requestSeed]: config.seed,
    [Attr.requestChoiceCount]: config.candidateCount === 1 ? undefined : config.candidateCount,
    [Attr.outputType]: config.responseMimeType === 'application/json' ? 'json' : undefined,
  });
}

class GenerationReader implements AnswerReader {
  readonly #call: InferenceCall;
  readonly #withContent: boolean;
  #parts: Loose[] = [];

  constructor(call: InferenceCall, withContent: boolean) {
    this.#call = call;
    this.#withContent = withContent;
  }

  whole(answer: unknown): void {
    this.chunk(answer);
  }

  /** Each chunk tells the usage until then. */
  chunk(chunk: unknown): void {
    const { responseId, modelVersion, candidates, promptFeedback, usageMetadata } = loose(chunk);
    const reasons = textsIn([
      ...looseList(candidates).map(({ finishReason }) => finishReason),
      loose(promptFeedback).blockReason,
    ]);
    this.#call.setResponse({
      id: textIn(responseId),
      model: textIn(modelVersion),
      ...(reasons.length > 0 && { finishReasons: reasons.map((reason) => reason.toLowerCase()) }),
    });
    this.#call.setUsage(usageOf(usageMetadata));
    if (this.#withContent) {
      const [first] = looseList(candidates);
      const messages = messagesOf(first?.content);
      this.#parts.push(...messages.flatMap(({ parts }) => looseList(parts)));
    }
  }

  end(): undefined {
    if (this.#parts.length === 0) return;
    this.#call.setResponse({ output: [{ role: 'assistant', parts: joined(this.#parts) }] });
  }
}
