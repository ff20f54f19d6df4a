import { type Attributes, SpanKind } from '@opentelemetry/api';
import {
  Attr,
  type InferenceOperation,
  inferenceOperations,
  spanName,
  stepKindOf,
} from '../conventions/index.ts';
import { sayOnce } from '../setup/say.ts';
import { contentAttribute } from './content.ts';
import { recordInferenceMetrics } from './inference-metrics.ts';
import { Step } from './step.ts';
import type { InferenceCall, InferenceOptions, InferenceResponse, TokenUsage } from './types.ts';

const usageAttributes = {
  input: Attr.inputTokens,
  output: Attr.outputTokens,
  cacheRead: Attr.cacheReadTokens,
  cacheWrite: Attr.cacheWriteTokens,
  reasoning: Attr.reasoningTokens,
} as const;
type UsageKey = keyof typeof usageAttributes;
const usageKeys = Object.keys(usageAttributes) as readonly UsageKey[];

/** A running inference, and what its caller reports about it. */
export class Inference implements InferenceCall {
  readonly step: Step;
  readonly operation: InferenceOperation;
  readonly provider: string;
  readonly model: string;
  usage: TokenUsage = {};
  response: InferenceResponse = {};
  firstChunkSeconds: number | undefined;

  constructor(options: InferenceOptions) {
    const { provider, model, operation = 'chat' } = options;
    this.operation = inferenceOperations.includes(operation) ? operation : 'chat';
    this.provider = provider;
    this.model = model;
    this.step = new Step({
      kind: stepKindOf[this.operation],
      name: model,
      spanName: spanName(this.operation, model),
      spanKind: SpanKind.CLIENT,
      attempt: options.attempt,
      attributes: {
        ...options.attributes,
        [Attr.operationName]: this.operation,
        [Attr.providerName]: provider,
        [Attr.requestModel]: model,
      },
      content: contentAttribute(Attr.inputMessages, options.input),
    });
    if (this.step.execution) this.step.execution.inferenceCalls += 1;
  }

  setUsage(usage: TokenUsage): void {
    const valid: Partial<Record<UsageKey, number>> = {};
    for (const key of usageKeys) {
      const tokens: unknown = usage?.[key];
      if (tokens === undefined || tokens === null) continue;
      if (typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens >= 0) valid[key] = tokens;
      else
        sayOnce(
          `usage:${key}`,
          `a usage with ${key} = ${String(tokens)} came: tokens are integers from 0 up`,
        );
    }
    this.usage = { ...this.usage, ...valid };
  }

  setResponse(response: InferenceResponse): void {
    this.response = { ...this.response, ...response };
  }

  firstChunk(): void {
    this.firstChunkSeconds ??= this.step.elapsedMs() / 1000;
  }

  /** Ends the inference; with `failure` as a failed one. */
  end(failure?: { readonly error: unknown }): void {
    const { durationMs, errorType } = this.step.end({
      attributes: this.#answer(),
      content: contentAttribute(Attr.outputMessages, this.response.output),
      failed: failure !== undefined,
      error: failure?.error,
    });
    this.step.execution?.addUsage(this.usage);
    recordInferenceMetrics(this, durationMs / 1000, errorType);
  }

  #answer(): Attributes {
    const { model, id, finishReasons } = this.response;
    const attributes: Attributes = {};
    if (model !== undefined) attributes[Attr.responseModel] = model;
    if (id !== undefined) attributes[Attr.responseId] = id;
    if (Array.isArray(finishReasons)) attributes[Attr.finishReasons] = [...finishReasons];
    if (this.firstChunkSeconds !== undefined) {
      attributes[Attr.requestStream] = true;
      attributes[Attr.timeToFirstChunk] = this.firstChunkSeconds;
    }
    for (const key of usageKeys) {
      const tokens = this.usage[key];
      if (tokens !== undefined) attributes[usageAttributes[key]] = tokens;
    }
    return attributes;
  }
}
