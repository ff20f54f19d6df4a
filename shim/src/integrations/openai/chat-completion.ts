import type { Attributes } from '@opentelemetry/api';
import { Attr, type InferenceOperation } from '../../conventions/index.ts';
import type { InferenceCall } from '../../tracking/types.ts';
import type { AnswerReader } from '../stainless/answer-reader.ts';
import { type Loose, loose, looseList, textIn, textsIn } from '../stainless/loose.ts';
import { type ModelCall, observing } from '../stainless/model-call.ts';
import { settingAttributes } from '../stainless/settings.ts';
import { ChatChoices } from './chat-choices.ts';
import { chatInput, chatInstructions, choiceMessage } from './chat-messages.ts';
import { answeringOf } from './provider.ts';
import { usageOf } from './usage.ts';

/** `chat.completions.create`, which its helpers come to as well. */
export const chatCompletion = observing({
  ...completion('chat'),
  input: (request) => chatInput(loose(request).messages),
  content: (request) => ({
    [Attr.systemInstructions]: chatInstructions(loose(request).messages),
    [Attr.toolDefinitions]: loose(request).tools,
  }),
});

/** `completions.create`, of models before chat. */
export const textCompletion = observing({
  ...completion('text_completion'),
  input: (request) => [{ role: 'user', parts: [{ type: 'text', content: loose(request).prompt }] }],
});

function completion(operation: InferenceOperation): ModelCall {
  return {
    options: (request, client) => {
      const { provider, deployment, server } = answeringOf(client);
      const asked = loose(request);
      const model = textIn(asked.model) ?? deployment ?? 'unknown';
      return { operation, provider, model, attributes: { ...server, ...settingsOf(asked) } };
    },
    reader: (call, withContent) => new CompletionReader(call, withContent),
  };
}

/** Settings of a request as attributes; what is not set is left out. */
function settingsOf(request: Loose): Attributes {
  const { stop, n } = request;
  return settingAttributes({
    [Attr.requestStream]: request.stream === true ? true : undefined,
    [Attr.requestMaxTokens]: request.max_completion_tokens ?? request.max_tokens,
    [Attr.requestTemperature]: request.temperature,
    [Attr.requestTopP]: request.top_p,
    [Attr.requestFrequencyPenalty]: request.frequency_penalty,
    [Attr.requestPresencePenalty]: request.presence_penalty,
    [Attr.requestStopSequences]: typeof stop === 'string' ? [stop] : stop,
    [Attr.requestSeed]: request.seed,
    [Attr.requestChoiceCount]: n === 1 ? undefined : n,
    [Attr.requestReasoningLevel]: request.reasoning_effort,
    [Attr.outputType]: outputTypeOf(loose(request.response_format).type),
  });
}

/** `gen_ai.output.type` of a format that a request asks for. */
export function outputTypeOf(format: unknown): string | undefined {
  if (format === 'json_object' || format === 'json_schema') return 'json';
  return format === 'text' ? 'text' : undefined;
}

/** Reads a chat completion, whole or in chunks. */
export class CompletionReader implements AnswerReader {
  readonly #call: InferenceCall;
  readonly #withContent: boolean;
  readonly #choices: ChatChoices;

  constructor(call: InferenceCall, withContent: boolean) {
    this.#call = call;
    this.#withContent = withContent;
    this.#choices = new ChatChoices(withContent);
  }

  whole(answer: unknown): void {
    const { id, model, usage, choices } = loose(answer);
    const finishReasons = textsIn(looseList(choices).map((choice) => choice.finish_reason));
    this.#call.setResponse({
      id: textIn(id),
      model: textIn(model),
      ...(finishReasons.length > 0 && { finishReasons }),
      ...(this.#withContent && { output: looseList(choices).map(choiceMessage) }),
    });
    this.#call.setUsage(usageOf(usage));
  }

  chunk(chunk: unknown): void {
    const { id, model, usage, choices, x_groq: groq } = loose(chunk);
    // Azure begins with a chunk without an id and a model.
    if (id !== '' && this.#choices.isFirst())
      this.#call.setResponse({ id: textIn(id), model: textIn(model) });
    this.#choices.add(choices);
    // Groq tells it whether it was asked for or not, in a place of its own; so does Moonshot, in the choice.
    const told = usage ?? loose(groq).usage ?? loose(Array.isArray(choices) ? choices[0] : undefined).usage;
    if (told) this.#call.setUsage(usageOf(told));
  }

  end(): undefined {
    const { finishReasons, messages } = this.#choices;
    if (finishReasons.length > 0) this.#call.setResponse({ finishReasons });
    if (this.#withContent && messages.length > 0) this.#call.setResponse({ output: messages });
  }
}
