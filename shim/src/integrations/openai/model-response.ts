import type { Attributes } from '@opentelemetry/api';
import { Attr } from '../../conventions/index.ts';
import type { InferenceCall } from '../../tracking/types.ts';
import type { AnswerReader } from '../stainless/answer-reader.ts';
import { type Loose, loose, looseList, textIn } from '../stainless/loose.ts';
import { observing } from '../stainless/model-call.ts';
import { settingAttributes } from '../stainless/settings.ts';
import { outputTypeOf } from './chat-completion.ts';
import { answeringOf } from './provider.ts';
import { responseInput, responseOutput } from './response-messages.ts';
import { usageOf } from './usage.ts';

/** `responses.create`, which its helpers come to as well. Fetching a response that was made before asks no model. */
export const modelResponse = observing({
  options: (request, client) => {
    const { provider, deployment, server } = answeringOf(client);
    const asked = loose(request);
    return {
      operation: 'chat',
      provider,
      // A prompt that the provider keeps may say which model answers.
      model: textIn(asked.model) ?? deployment ?? 'unknown',
      attributes: { ...server, ...settingsOf(asked) },
    };
  },
  input: (request) => responseInput(loose(request).input),
  content: (request) => {
    const { instructions, tools } = loose(request);
    const system =
      typeof instructions === 'string' ? [{ type: 'text', content: instructions }] : instructions;
    return { [Attr.systemInstructions]: system ?? undefined, [Attr.toolDefinitions]: tools };
  },
  reader: (call, withContent) => new ResponseReader(call, withContent),
});

function settingsOf(request: Loose): Attributes {
  const { conversation } = request;
  return settingAttributes({
    [Attr.requestStream]: request.stream === true ? true : undefined,
    [Attr.requestMaxTokens]: request.max_output_tokens,
    [Attr.requestTemperature]: request.temperature,
    [Attr.requestTopP]: request.top_p,
    [Attr.requestReasoningLevel]: loose(request.reasoning).effort,
    [Attr.requestPreviousResponseId]: request.previous_response_id,
    [Attr.conversationId]: textIn(conversation) ?? loose(conversation).id,
    [Attr.outputType]: outputTypeOf(loose(loose(request.text).format).type),
  });
}

/** Reads a response, whole or in events. */
export class ResponseReader implements AnswerReader {
  readonly #call: InferenceCall;
  readonly #withContent: boolean;
  #error: Error | undefined;

  constructor(call: InferenceCall, withContent: boolean) {
    this.#call = call;
    this.#withContent = withContent;
  }

  whole(answer: unknown): void {
    const response = loose(answer);
    const finishReason = finishReasonOf(response);
    this.#call.setResponse({
      id: textIn(response.id),
      model: textIn(response.model),
      ...(finishReason !== undefined && { finishReasons: [finishReason] }),
      ...(this.#withContent && { output: responseOutput(response.output, finishReason) }),
    });
    if (response.usage) this.#call.setUsage(usageOf(response.usage));
    if (response.status === 'failed') this.#error = errorOf(loose(response.error));
  }

  /** The response as it stands comes with the events of its start and of its end. */
  chunk(chunk: unknown): void {
    const { type, response } = loose(chunk);
    if (typeof response !== 'object' || response === null) return;
    if (type !== 'response.in_progress') this.whole(response);
  }

  end(): Error | undefined {
    return this.#error;
  }
}

/** The status in the words of chat completions, so that one chart shows both. */
function finishReasonOf({ status, output, incomplete_details: details }: Loose): string | undefined {
  if (status === 'completed') {
    return looseList(output).some(({ type }) => type === 'function_call') ? 'tool_calls' : 'stop';
  }
  if (status !== 'incomplete') return undefined;
  const { reason } = loose(details);
  return reason === 'max_output_tokens' ? 'length' : textIn(reason);
}

/** The answer came, and says that the model failed. */
function errorOf({ code, message }: Loose): Error {
  const error = new Error(textIn(message) ?? 'the model failed');
  error.name = textIn(code) ?? 'failed';
  return error;
}
