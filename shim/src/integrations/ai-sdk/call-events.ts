import { runInContext } from '../../context/active-context.ts';
import { guarded } from '../../setup/guard.ts';
import { isTracked } from '../../tracking/is-tracked.ts';
import { AiCall } from './ai-call.ts';
import { modelOptions, usageOf } from './model-options.ts';
import type { OpenInference } from './open-inference.ts';
import type { OpenTool } from './open-tool.ts';
import {
  type CallEndEvent,
  type CallStartEvent,
  type EmbedEvent,
  type FailureEvent,
  type ModelEndEvent,
  type ModelStartEvent,
  member,
  numberOf,
  type SdkEvent,
  type ToolEvent,
  textOf,
} from './sdk-events.ts';

/** Calls whose end may still come; past this many, the oldest is given up. */
const MAX_CALLS = 10_000;
/** Of these nothing is told that an execution or inference would show. */
const untracked = new Set(['ai.rerank', 'ai.generateSpeech', 'ai.transcribe', 'ai.streamTranscribe']);

/** Hears of answers that were collected before their end came. */
const collected = new FinalizationRegistry<OpenInference>((inference) => {
  guarded('ending an answer that nobody reads', () => inference.abandon());
});

interface Running {
  readonly call: AiCall;
  inference?: OpenInference | undefined;
  /** Tools by the id of their call, embeddings by theirs. */
  readonly tools: Map<string, OpenTool>;
  readonly embeddings: Map<string, OpenInference>;
}

/** Follows the calls of AI SDK 7 by what it tells its telemetry integrations. */
export class CallEvents {
  readonly #functionId: string | undefined;
  readonly #running = new Map<string, Running>();

  constructor(functionId: string | undefined) {
    this.#functionId = functionId;
  }

  start(event: CallStartEvent): void {
    const callId = textOf(event.callId);
    const operationId = textOf(event.operationId) ?? 'ai.call';
    if (callId === undefined || untracked.has(operationId) || !isTracked()) return;
    const call = new AiCall({
      operationId,
      functionId: textOf(event.functionId) ?? this.#functionId,
      input: event.prompt ?? event.messages,
      userId: member(event.runtimeContext, 'userId'),
      sessionId: member(event.runtimeContext, 'sessionId'),
    });
    this.#makeRoom();
    this.#running.set(callId, { call, tools: new Map(), embeddings: new Map() });
  }

  startModel(event: ModelStartEvent): OpenInference | undefined {
    const running = this.#of(event);
    if (running === undefined) return undefined;
    const input = event.messages ?? event.promptMessages;
    running.inference = running.call.startInference({ ...modelOptions(event), input });
    return running.inference;
  }

  endModel(event: ModelEndEvent): void {
    const started = this.#of(event)?.inference;
    if (started === undefined) return;
    const { inference } = started;
    const { response } = event;
    const firstMs = numberOf(member(event.performance, 'timeToFirstOutputMs') ?? event.msToFirstChunk);
    if (firstMs !== undefined) inference.firstChunkSeconds = firstMs / 1000;
    inference.setUsage(usageOf(event.usage));
    const finishReason = textOf(event.finishReason);
    inference.setResponse({
      model: textOf(member(response, 'modelId')) ?? textOf(event.modelId),
      id: textOf(event.responseId) ?? textOf(member(response, 'id')),
      ...(finishReason !== undefined && { finishReasons: [finishReason] }),
      output: event.content ?? event.objectText,
    });
    started.succeed();
  }

  /** Runs one try of a model call within its inference. */
  async runModel<T>(event: ModelStartEvent, execute: () => PromiseLike<T>): Promise<T> {
    const started = guarded('starting to track a model call', () => this.startModel(event));
    if (started === undefined) return await execute();
    try {
      const result = await runInContext(started.inference.context, execute);
      guarded('following a stream', () => {
        const stream = member(result, 'stream');
        if (typeof stream === 'object' && stream !== null) collected.register(stream, started);
      });
      return result;
    } catch (error) {
      guarded('tracking the failure of a model call', () => started.fail(error));
      throw error;
    }
  }

  startEmbedding(event: EmbedEvent): void {
    const running = this.#of(event);
    const id = textOf(event.embedCallId);
    if (running === undefined || id === undefined) return;
    const options = { operation: 'embeddings', ...modelOptions(event), input: event.values } as const;
    running.embeddings.set(id, running.call.startInference(options));
  }

  endEmbedding(event: EmbedEvent): void {
    const started = this.#of(event)?.embeddings.get(textOf(event.embedCallId) ?? '');
    started?.inference.setUsage({ input: numberOf(member(event.usage, 'tokens')) });
    started?.succeed();
  }

  startTool({ toolCall, ...event }: ToolEvent): void {
    const running = this.#of(event);
    const callId = textOf(member(toolCall, 'toolCallId'));
    if (running === undefined || callId === undefined) return;
    const started = running.call.startTool({
      name: textOf(member(toolCall, 'toolName')) ?? 'unknown',
      type: 'function',
      callId,
      arguments: member(toolCall, 'input'),
    });
    running.tools.set(callId, started);
  }

  endTool({ toolCall, toolOutput, ...event }: ToolEvent): void {
    const callId = textOf(member(toolCall, 'toolCallId')) ?? '';
    const started = this.#of(event)?.tools.get(callId);
    if (member(toolOutput, 'type') === 'tool-error') started?.fail(member(toolOutput, 'error'));
    else started?.succeed(member(toolOutput, 'output'));
  }

  runTool<T>(event: SdkEvent, toolCallId: string, execute: () => PromiseLike<T>): PromiseLike<T> {
    const started = this.#of(event)?.tools.get(toolCallId);
    return started === undefined ? execute() : runInContext(started.tool.context, execute);
  }

  end(event: CallEndEvent): void {
    const call = this.#remove(event);
    if (event.error !== undefined && event.error !== null) call?.fail(event.error);
    else if (event.finishReason === 'error')
      call?.fail(new Error('the answer of the model ended with an error'));
    else call?.complete(event.object ?? event.text);
  }

  fail(event: FailureEvent): void {
    this.#remove(event)?.fail(event.error);
  }

  cancel(event: FailureEvent): void {
    this.#remove(event)?.cancel(event.reason);
  }

  #of({ callId }: SdkEvent): Running | undefined {
    return typeof callId === 'string' ? this.#running.get(callId) : undefined;
  }

  #remove(event: SdkEvent): AiCall | undefined {
    const running = this.#of(event);
    if (running !== undefined) this.#running.delete(event.callId as string);
    return running?.call;
  }

  #makeRoom(): void {
    if (this.#running.size < MAX_CALLS) return;
    for (const callId of this.#running.keys()) {
      this.#remove({ callId })?.abandon();
      return;
    }
  }
}
