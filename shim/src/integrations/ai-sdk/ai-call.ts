import { type Context, createContextKey } from '@opentelemetry/api';
import { activeContext } from '../../context/active-context.ts';
import { ABANDONED } from '../../conventions/index.ts';
import { Execution, type Outcome } from '../../tracking/execution.ts';
import { Inference } from '../../tracking/inference.ts';
import { stoppedBy } from '../../tracking/stopped-error.ts';
import { ToolCall } from '../../tracking/tool-call.ts';
import type { InferenceOptions, ToolOptions } from '../../tracking/types.ts';
import { OpenInference } from './open-inference.ts';
import { OpenTool } from './open-tool.ts';

const key = createContextKey('observatory.ai-call');
/** Calls that are no run of an agent. */
const embeddings = new Set(['ai.embed', 'ai.embedMany']);

/** Who calls, and what. */
export interface AiCallStart {
  /** `ai.streamText`. */
  readonly operationId: string;
  readonly functionId: string | undefined;
  readonly input: unknown;
  readonly userId?: unknown;
  readonly sessionId?: unknown;
}

/**
 * A call of the AI SDK: an execution, the models that it asks and the tools that it calls. A call that embeds is no
 * execution: its inferences belong to what is around it.
 */
export class AiCall {
  readonly context: Context;
  readonly #execution: Execution | undefined;
  readonly #open = new Set<OpenInference | OpenTool>();
  #failedTries = 0;
  #ended = false;
  #release: (() => void) | undefined;

  constructor({ operationId, functionId, ...start }: AiCallStart) {
    const operation = operationId.replace(/^ai\./, '');
    const name = functionId ?? operation;
    if (!embeddings.has(operationId))
      this.#execution = new Execution({ kind: 'agent', name, operation, ...start });
    this.context = (this.#execution?.context ?? activeContext()).setValue(key, this);
  }

  /** Starts an inference; one after a failed one is a further try. */
  startInference(options: InferenceOptions): OpenInference {
    const attempt = this.#failedTries === 0 ? undefined : this.#failedTries + 1;
    const inference = new Inference({ ...options, attempt }, undefined, this.context);
    const started = new OpenInference(inference, this);
    this.#open.add(started);
    return started;
  }

  startTool(options: ToolOptions): OpenTool {
    const started = new OpenTool(new ToolCall(options, undefined, this.context), this);
    this.#open.add(started);
    return started;
  }

  /** Of what belongs to the call; `failed` is told of inferences. */
  hasEnded(one: OpenInference | OpenTool, failed?: boolean): void {
    this.#open.delete(one);
    if (failed !== undefined) this.#failedTries = failed ? this.#failedTries + 1 : 0;
  }

  /** Calls this at the end of the call, if it has not come yet. */
  whenEnded(release: () => void): void {
    if (this.#ended) release();
    else this.#release = release;
  }

  complete(output: unknown): void {
    this.#end({ status: 'completed', output }, new Error('the call ended before'));
  }

  /** Ends the call and what runs in it by this error; by that of an abort as cancelled. */
  fail(error: unknown): void {
    const isAbort = stoppedBy(error) === 'cancel';
    this.#end(isAbort ? { status: 'cancelled', reason: error } : { status: 'failed', error }, error);
  }

  cancel(reason: unknown): void {
    this.#end({ status: 'cancelled', reason }, reason ?? new Error('the call was cancelled'));
  }

  /** Ends the call where its end cannot come any more. */
  abandon(): void {
    const error = new Error('the answer was not read to its end');
    error.name = ABANDONED;
    this.fail(error);
  }

  #end(outcome: Outcome, error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const one of [...this.#open]) one.fail(error);
    this.#execution?.end(outcome);
    this.#release?.();
  }
}

/** The call that work in this context belongs to. */
export function aiCallIn(context: Context): AiCall | undefined {
  return context.getValue(key) as AiCall | undefined;
}
