import type { Tracer } from '@opentelemetry/api';
import { activeContext } from '../../context/active-context.ts';
import { noteWrapped } from '../../instrumentation/wrappers.ts';
import { guarded } from '../../setup/guard.ts';
import { isAbortSignal, whenAborted } from '../../tracking/when-aborted.ts';
import { aiCallIn } from './ai-call.ts';
import { CallEvents } from './call-events.ts';
import { CallTracer } from './call-tracer.ts';
import type {
  CallEndEvent,
  CallStartEvent,
  EmbedEvent,
  FailureEvent,
  ModelEndEvent,
  ModelStartEvent,
  SdkEvent,
  ToolEvent,
} from './sdk-events.ts';

/** How calls are named. */
export interface ObservatoryTelemetryOptions {
  /** Name of the agent; without it, and without a `functionId` of the call, the function: `streamText`. */
  readonly functionId?: string | undefined;
}

/** What the AI SDK calls: of version 7 all of it, of version 6 `onStart` alone. */
export interface ObservatoryIntegration {
  onStart(event: CallStartEvent): void;
  onLanguageModelCallEnd(event: ModelEndEvent): void;
  onObjectStepStart(event: ModelStartEvent): void;
  onObjectStepEnd(event: ModelEndEvent): void;
  onToolExecutionStart(event: ToolEvent): void;
  onToolExecutionEnd(event: ToolEvent): void;
  onEmbedStart(event: EmbedEvent): void;
  onEmbedEnd(event: EmbedEvent): void;
  onStepError(event: FailureEvent): void;
  onError(event: unknown): void;
  onAbort(event: FailureEvent): void;
  onEnd(event: CallEndEvent): void;
  executeLanguageModelCall<T>(options: ModelStartEvent & { execute: () => PromiseLike<T> }): PromiseLike<T>;
  executeTool<T>(
    options: SdkEvent & { readonly toolCallId: string; execute: () => PromiseLike<T> },
  ): PromiseLike<T>;
}

/** What `observatoryTelemetry` gives: an integration, and the settings of one call. */
export interface ObservatoryTelemetry extends ObservatoryIntegration {
  readonly isEnabled: true;
  readonly functionId?: string;
  /** Of AI SDK 6. */
  readonly tracer: Tracer;
  readonly integrations: ObservatoryIntegration;
}

/**
 * The telemetry hook of the Vercel AI SDK: each call of `generateText`, `streamText` and their kin is an execution with
 * its inferences and tools, embeddings are inferences. With version 7 it is given once to `registerTelemetry`, with
 * version 6 to `experimental_telemetry` of each call.
 */
export function observatoryTelemetry({ functionId }: ObservatoryTelemetryOptions = {}): ObservatoryTelemetry {
  noteWrapped('ai');
  const integration = integrationOf(new CallEvents(functionId));
  return {
    ...integration,
    isEnabled: true,
    tracer: new CallTracer(),
    integrations: integration,
    ...(functionId !== undefined && { functionId }),
  };
}

function integrationOf(calls: CallEvents): ObservatoryIntegration {
  const heard = (work: () => void): void => void guarded('hearing of a call of the AI SDK', work);
  return {
    onStart: (event) => heard(() => (event.callId === undefined ? followAbort(event) : calls.start(event))),
    onLanguageModelCallEnd: (event) => heard(() => calls.endModel(event)),
    onObjectStepStart: (event) => heard(() => calls.startModel(event)),
    onObjectStepEnd: (event) => heard(() => calls.endModel(event)),
    onToolExecutionStart: (event) => heard(() => calls.startTool(event)),
    onToolExecutionEnd: (event) => heard(() => calls.endTool(event)),
    onEmbedStart: (event) => heard(() => calls.startEmbedding(event)),
    onEmbedEnd: (event) => heard(() => calls.endEmbedding(event)),
    onStepError: (event) => heard(() => calls.fail(event)),
    onError: (event) => heard(() => calls.fail(event as FailureEvent)),
    onAbort: (event) => heard(() => calls.cancel(event)),
    onEnd: (event) => heard(() => calls.end(event)),
    executeLanguageModelCall: ({ execute, ...event }) => calls.runModel(event, execute),
    executeTool: ({ execute, toolCallId, ...event }) => calls.runTool(event, toolCallId, execute),
  };
}

/** Version 6 ends no span of a call that was aborted. */
function followAbort({ abortSignal }: CallStartEvent): void {
  const call = aiCallIn(activeContext());
  if (call === undefined || !isAbortSignal(abortSignal)) return;
  const { aborted, reason } = abortSignal;
  if (aborted) call.cancel(reason);
  else call.whenEnded(whenAborted(abortSignal, () => call.cancel(abortSignal.reason)));
}
