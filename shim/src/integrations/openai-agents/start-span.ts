import type { Context } from '@opentelemetry/api';
import { currentConfig } from '../../config/current-config.ts';
import { Attr, providerNameOf } from '../../conventions/index.ts';
import { contentAttribute, payloadAttribute } from '../../tracking/content.ts';
import { Execution } from '../../tracking/execution.ts';
import { Inference } from '../../tracking/inference.ts';
import { Step } from '../../tracking/step.ts';
import { stoppedBy } from '../../tracking/stopped-error.ts';
import { ToolCall } from '../../tracking/tool-call.ts';
import { CompletionReader } from '../openai/chat-completion.ts';
import { chatInput } from '../openai/chat-messages.ts';
import { ResponseReader } from '../openai/model-response.ts';
import { responseInput } from '../openai/response-messages.ts';
import type { StartedRun } from '../run-tree.ts';
import { type Loose, loose, looseList, parsedText, textIn } from '../stainless/loose.ts';
import type { AgentsRun } from './run.ts';
import type { SdkSpan } from './sdk-trace.ts';

type Started = StartedRun<AgentsRun>;

/** What a span of the SDK is: an agent's run, an inference, a call of a tool, a step, or a part of what is around. */
export function startSpan(span: SdkSpan, around: Context, parent: AgentsRun | undefined): Started {
  const { spanData } = span;
  switch (spanData.type) {
    case 'agent':
      return startAgent(spanData, around, parent);
    case 'generation':
    case 'response':
      return startInference(spanData, around, parent);
    case 'function':
      return startTool(spanData, around, parent);
    case 'handoff':
      return startStep('handoff', around, ({ from_agent: from, to_agent: to }) => ({ from, to }));
    case 'guardrail':
      return startStep(spanData.name, around, ({ triggered }) => ({ triggered }));
    case 'custom':
      return startStep(spanData.name, around, ({ data }) => data);
    case 'mcp_tools':
      return startStep('list tools', around, ({ server, result }) => ({ server, tools: result }));
    case 'transcription':
    case 'speech':
    case 'speech_group':
      return startStep(spanData.type, around, ({ model }) => ({ model }));
    case 'task':
      return { context: around, kept: keptOf((error) => tell(parent, error)) };
    default:
      return { context: around, kept: keptOf(() => {}) };
  }
}

/** Ends an execution by the error of its trace or span. */
export function endExecution(execution: Execution, error: Error | undefined): void {
  if (error === undefined) execution.end({ status: 'completed', output: undefined });
  else if (stoppedBy(error) === 'cancel') execution.end({ status: 'cancelled', reason: error });
  else execution.end({ status: 'failed', error });
}

/** What is kept of a run that ends so. */
export function keptOf(end: AgentsRun['end']): AgentsRun {
  return { end, asked: [], failure: undefined };
}

/** A trace knows nothing of errors: it failed where the last run of agents in it did. */
function tell(parent: AgentsRun | undefined, error: Error | undefined): void {
  if (parent === undefined) return;
  parent.failure = error;
  if (error !== undefined) parent.failed?.();
}

function startAgent({ name }: Loose, around: Context, parent: AgentsRun | undefined): Started {
  const execution = new Execution({ kind: 'agent', name, operation: 'run' }, around);
  const end = (error: Error | undefined) => {
    tell(parent, error);
    endExecution(execution, error);
  };
  return { context: execution.context, kept: keptOf(end) };
}

function startInference(data: Loose, around: Context, parent: AgentsRun | undefined): Started {
  const provider = providerNameOf(textIn(loose(data.model_config).provider) ?? 'openai');
  // A response's span tells the model with the answer.
  const inference = new Inference({ provider, model: textIn(data.model) ?? '' }, undefined, around);
  const end = (error: Error | undefined, span?: SdkSpan) => {
    if (span !== undefined) readAnswer(span.spanData, inference, parent);
    inference.end(error && { error });
  };
  return { context: inference.context, kept: keptOf(end) };
}

function readAnswer(data: Loose, inference: Inference, parent: AgentsRun | undefined): void {
  const withContent = currentConfig().agent.includeIo;
  const isResponse = data.type === 'response';
  const [completion] = looseList(data.output);
  const answer = isResponse ? data._response : completion;
  if (answer !== undefined) {
    const reader = new (isResponse ? ResponseReader : CompletionReader)(inference, withContent);
    reader.whole(answer);
    parent?.asked.push(...(isResponse ? callsOfResponse(loose(answer)) : callsOfCompletion(loose(answer))));
  }
  // Other models than those of OpenAI tell their usage in this form.
  const { input_tokens: input, output_tokens: output } = loose(data.usage);
  if (typeof input === 'number' && typeof output === 'number') inference.setUsage({ input, output });
  const model = textIn(data.model);
  if (inference.model === '' && model !== undefined) inference.setResponse({ model, ...inference.response });
  if (!withContent) return;
  const asked = isResponse ? responseInput(itemsOf(data._input)) : chatInput(data.input);
  inference.step.span.setAttributes(contentAttribute(Attr.inputMessages, asked));
}

/** The SDK's own items in the form of the responses API. */
function itemsOf(input: unknown): unknown {
  if (!Array.isArray(input)) return input;
  return looseList(input).map(({ type, callId, output, ...item }) => ({
    ...item,
    type: type === 'function_call_result' ? 'function_call_output' : type,
    call_id: callId,
    output: loose(output).text ?? output,
  }));
}

function callsOfResponse({ output }: Loose): AgentsRun['asked'] {
  return looseList(output)
    .filter(({ type }) => type === 'function_call')
    .map(({ name, call_id: callId }) => ({ name, callId }));
}

function callsOfCompletion({ choices }: Loose): AgentsRun['asked'] {
  return looseList(choices)
    .flatMap(({ message }) => looseList(loose(message).tool_calls))
    .map(({ id, function: called }) => ({ name: loose(called).name, callId: id }));
}

function startTool(data: Loose, around: Context, parent: AgentsRun | undefined): Started {
  const name = textIn(data.name) ?? 'tool';
  const place = parent?.asked.findIndex((asked) => asked.name === name) ?? -1;
  const [asked] = place < 0 ? [] : (parent?.asked.splice(place, 1) ?? []);
  const call = new ToolCall({ name, type: 'function', callId: textIn(asked?.callId) }, undefined, around);
  const end = (error: Error | undefined, span?: SdkSpan) => {
    const { input, output } = span?.spanData ?? {};
    call.step.span.setAttributes(contentAttribute(Attr.toolCallArguments, parsedText(input)));
    if (error === undefined) call.succeed(output);
    else call.fail(error);
  };
  return { context: call.context, kept: keptOf(end) };
}

function startStep(name: unknown, around: Context, dataOf: (data: Loose) => unknown): Started {
  const step = new Step({ kind: 'step', name: textIn(name) ?? 'step' }, around);
  const end = (error: Error | undefined, span?: SdkSpan) => {
    const data = span === undefined ? undefined : dataOf(span.spanData);
    step.end({
      ...(data !== undefined && { attributes: payloadAttribute(Attr.stepData, data) }),
      ...(error !== undefined && { failed: true, error }),
    });
  };
  return { context: step.context, kept: keptOf(end) };
}
