import type { InferenceCall, TokenUsage } from '../../tracking/types.ts';
import { type Loose, loose, looseList, numberIn, textIn, textsIn } from '../stainless/loose.ts';
import { outputMessage } from './messages.ts';

/** Takes usage and answer from an `LLMResult`. */
export function readAnswer(result: unknown, call: InferenceCall, withContent: boolean): void {
  const { generations, llmOutput } = loose(result);
  const answers = Array.isArray(generations) ? looseList(generations.flat()) : [];
  const messages = answers.map(({ message }) => loose(message));
  const [message = {}] = messages;
  const told = loose(message.response_metadata);
  const finishReasons = textsIn(answers.map(finishReasonOf));
  call.setResponse({
    id: textIn(told.id) ?? idOf(message),
    model: textIn(told.model_name ?? told.model ?? loose(llmOutput).model_name ?? loose(llmOutput).model),
    ...(finishReasons.length > 0 && { finishReasons }),
    ...(withContent && { output: answers.map(outputMessage) }),
  });
  call.setUsage(usageOf(message, loose(llmOutput)));
}

/** Ids that LangChain makes up itself are no ids of the provider. */
function idOf({ id }: Loose): string | undefined {
  return typeof id === 'string' && !/^(run-|lc_|[0-9a-f]{8}-[0-9a-f]{4}-)/.test(id) ? id : undefined;
}

/** Of one answer; each integration has its own name for it. */
function finishReasonOf({ generationInfo, message }: Loose): string | undefined {
  const told = loose(loose(message).response_metadata);
  const kwargs = loose(loose(message).additional_kwargs);
  const info = loose(generationInfo);
  const reason =
    told.finish_reason ??
    told.stop_reason ??
    told.finishReason ??
    told.stopReason ??
    kwargs.stop_reason ??
    info.finish_reason ??
    info.finishReason;
  if (typeof reason === 'string') return reason;
  // The responses API of OpenAI tells a status.
  if (told.status === 'incomplete') return textIn(loose(told.incomplete_details).reason);
  if (told.status !== 'completed') return undefined;
  return looseList(loose(message).tool_calls).length > 0 ? 'tool_calls' : 'stop';
}

function usageOf(message: Loose, llmOutput: Loose): TokenUsage {
  const usage = loose(message.usage_metadata ?? llmOutput.tokenUsage ?? llmOutput.estimatedTokenUsage);
  const inputDetails = loose(usage.input_token_details);
  const cacheRead = numberIn(inputDetails.cache_read);
  const cacheWrite = numberIn(inputDetails.cache_creation);
  const reasoning = numberIn(loose(usage.output_token_details).reasoning);
  const input = numberIn(usage.input_tokens ?? usage.promptTokens);
  const output = numberIn(usage.output_tokens ?? usage.completionTokens);
  const beside = isCacheBeside(message) ? (cacheRead ?? 0) + (cacheWrite ?? 0) : 0;
  return {
    input: input === undefined ? undefined : input + beside,
    output: isReasoningBeside(usage, input, output, reasoning) ? (output ?? 0) + (reasoning ?? 0) : output,
    cacheRead,
    cacheWrite,
    reasoning,
  };
}

/**
 * Before 1.0 the integration of Anthropic tells input without cached tokens; from then on messages name their provider
 * and the input is all of it.
 */
function isCacheBeside({ response_metadata: metadata, additional_kwargs: kwargs, id }: Loose): boolean {
  if (loose(metadata).model_provider !== undefined) return false;
  return textIn(id)?.startsWith('msg_') === true || loose(kwargs).type === 'message';
}

/** Google tells thoughts beside the output; the total gives it away. */
function isReasoningBeside(
  usage: Loose,
  input: number | undefined,
  output: number | undefined,
  reasoning: number | undefined,
): boolean {
  if (input === undefined || output === undefined || !reasoning) return false;
  return usage.total_tokens === input + output + reasoning;
}
