import { type Attributes, type Context, SpanKind } from '@opentelemetry/api';
import { activeContext } from '../context/active-context.ts';
import {
  Attr,
  type InferenceOperation,
  inferenceOperations,
  spanName,
  stepKindOf,
} from '../conventions/index.ts';
import { guarded } from '../setup/guard.ts';
import { sayOnce } from '../setup/say.ts';
import { answeredStatus } from './answered-status.ts';
import { boundedName, optionalName } from './bounded-name.ts';
import { callerAttributes } from './caller-attributes.ts';
import { contentAttribute } from './content.ts';
import { inferenceAround, isCountedAnswer, withInference } from './counted-once.ts';
import { recordChunkMetrics, recordInferenceMetrics } from './inference-metrics.ts';
import { Step } from './step.ts';
import type { InferenceCall, InferenceOptions, InferenceResponse, PastCall, TokenUsage } from './types.ts';

const usageAttributes = {
  input: Attr.inputTokens,
  output: Attr.outputTokens,
  cacheRead: Attr.cacheReadTokens,
  cacheWrite: Attr.cacheWriteTokens,
  reasoning: Attr.reasoningTokens,
} as const;
type UsageKey = keyof typeof usageAttributes;
const usageKeys = Object.keys(usageAttributes) as readonly UsageKey[];

/** Of the times between the chunks of one answer; of a longer one, every second, fourth … is kept. */
const MAX_CHUNKS_KEPT = 32;
const MAX_FINISH_REASONS = 16;

/** A running inference, and what its caller reports about it. */
export class Inference implements InferenceCall {
  readonly step: Step;
  /** The context in which the call runs. */
  readonly context: Context;
  readonly operation: InferenceOperation;
  readonly provider: string;
  /** The one asked for. Where that is told by nobody ('' in the options), the one that answered. */
  model: string;
  usage: TokenUsage = {};
  response: InferenceResponse = {};
  firstChunkSeconds: number | undefined;
  #endedWithoutUsage = false;
  readonly #within: Partial<Record<UsageKey, number>> = {};
  #lastChunkMs = 0;
  #chunkSeconds: number[] = [];
  #chunks = 0;
  #chunksPerKept = 1;
  readonly #past: PastCall | undefined;
  /** The inference that this one is a part of: a framework's, which a wrapped client carries out. */
  readonly #outer: Inference | undefined;

  /** With `past`, an inference that is over. */
  constructor(options: InferenceOptions, past?: PastCall, parent: Context = activeContext()) {
    this.#past = past;
    this.#outer = inferenceAround(parent);
    const { operation = 'chat' } = options;
    this.operation = inferenceOperations.includes(operation) ? operation : 'chat';
    const provider = boundedName(options.provider);
    const model = boundedName(options.model);
    this.provider = provider;
    this.model = model;
    this.step = new Step(
      {
        kind: stepKindOf[this.operation],
        name: model || this.operation,
        spanName: spanName(this.operation, model),
        spanKind: SpanKind.CLIENT,
        attempt: options.attempt,
        attributes: {
          ...callerAttributes(options.attributes),
          [Attr.operationName]: this.operation,
          [Attr.providerName]: provider,
          ...(model !== '' && { [Attr.requestModel]: model }),
        },
        content: contentAttribute(Attr.inputMessages, options.input),
        ...(past && { startTime: Date.now() - (past.durationMs ?? 0) }),
      },
      parent,
    );
    this.context = withInference(this.step.context, this);
    if (this.step.execution && !this.#outer) this.step.execution.inferenceCalls += 1;
  }

  setUsage(usage: TokenUsage): void {
    guarded('reading a usage', () => {
      this.usage = { ...this.usage, ...validUsage(usage) };
    });
  }

  setResponse(response: InferenceResponse): void {
    guarded('reading an answer', () => {
      this.response = { ...this.response, ...validResponse(response) };
    });
  }

  firstChunk(): void {
    if (this.firstChunkSeconds !== undefined) return;
    this.#lastChunkMs = this.step.elapsedMs();
    this.firstChunkSeconds = this.#lastChunkMs / 1000;
  }

  /** A chunk of a streamed answer has come. */
  chunk(): void {
    if (this.firstChunkSeconds === undefined) {
      this.firstChunk();
      return;
    }
    const now = this.step.elapsedMs();
    const seconds = (now - this.#lastChunkMs) / 1000;
    this.#lastChunkMs = now;
    this.#chunks += 1;
    if (this.#chunks % this.#chunksPerKept !== 0) return;
    this.#chunkSeconds.push(seconds);
    if (this.#chunkSeconds.length < MAX_CHUNKS_KEPT) return;
    // A histogram costs microseconds for each; evenly picked ones have the same shape.
    this.#chunkSeconds = this.#chunkSeconds.filter((_, at) => at % 2 === 1);
    this.#chunksPerKept *= 2;
  }

  /** Ends the inference; with `failure` as a failed one. */
  end(failure?: { readonly error: unknown }): void {
    if (Object.keys(this.usage).length === 0) {
      this.#endedWithoutUsage = true;
      this.usage = this.#within;
    }
    const { durationMs, errorType } = this.step.end({
      attributes: { ...this.#answer(), ...(this.model === '' && this.#nameLate()) },
      content: contentAttribute(Attr.outputMessages, this.response.output),
      failed: failure !== undefined,
      error: failure?.error,
      errorType: failure && answeredStatus(failure.error),
      durationMs: this.#past && (this.#past.durationMs ?? 0),
    });
    this.#outer?.adopt(this);
    const startedAt = performance.now() - durationMs;
    const isRepeated = this.#outer === undefined && isCountedAnswer(this.response.id, startedAt);
    if (isRepeated && this.step.execution) this.step.execution.inferenceCalls -= 1;
    const counts = this.#outer === undefined && !isRepeated;
    if (!counts && !this.#outer?.missesUsage) return;
    this.step.execution?.addUsage(this.usage);
    this.#recordChunks();
    const isTimed = counts && (this.#past === undefined || this.#past.durationMs !== undefined);
    recordInferenceMetrics(this, isTimed ? durationMs / 1000 : undefined, errorType);
  }

  /**
   * Whether it ended without being told its tokens: then those of an inference within it that ends later are counted
   * there, as of a stream that is read only after.
   */
  get missesUsage(): boolean {
    return this.#endedWithoutUsage && (this.#outer?.missesUsage ?? true);
  }

  /** Takes what an inference within this one reports; it is told where nothing is reported of this one itself. */
  adopt({ usage, response }: Inference): void {
    for (const key of usageKeys) {
      const tokens = usage[key];
      if (tokens !== undefined) this.#within[key] = (this.#within[key] ?? 0) + tokens;
    }
    this.response = { ...response, ...this.response };
  }

  /** Late, so that they carry the model that answered, as the other figures of this inference do. */
  #recordChunks(): void {
    recordChunkMetrics(this, this.#chunkSeconds);
    this.#chunkSeconds = [];
  }

  /** Some frameworks tell the model only with its answer. */
  #nameLate(): Attributes {
    this.model = this.response.model ?? 'unknown';
    this.step.span.updateName(spanName(this.operation, this.model));
    return { [Attr.requestModel]: this.model, [Attr.stepName]: this.model, step: this.model };
  }

  #answer(): Attributes {
    const { model, id, finishReasons } = this.response;
    const attributes: Attributes = {};
    if (model !== undefined) attributes[Attr.responseModel] = model;
    if (id !== undefined) attributes[Attr.responseId] = id;
    if (finishReasons !== undefined) attributes[Attr.finishReasons] = [...finishReasons];
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

function validUsage(usage: TokenUsage): TokenUsage {
  const valid: Partial<Record<UsageKey, number>> = {};
  for (const key of usageKeys) {
    const tokens: unknown = usage?.[key];
    if (tokens === undefined || tokens === null) continue;
    if (typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens >= 0) valid[key] = tokens;
    else sayOnce(`usage:${key}`, `a usage whose ${key} is no integer from 0 up came, and was left out`);
  }
  return valid;
}

function validResponse({ model, id, finishReasons, output }: InferenceResponse): InferenceResponse {
  const valid: { -readonly [K in keyof InferenceResponse]: InferenceResponse[K] } = {};
  if (optionalName(model) !== undefined) valid.model = optionalName(model);
  if (optionalName(id) !== undefined) valid.id = optionalName(id);
  if (Array.isArray(finishReasons)) {
    valid.finishReasons = finishReasons.slice(0, MAX_FINISH_REASONS).map(boundedName);
  }
  if (output !== undefined) valid.output = output;
  return valid;
}
