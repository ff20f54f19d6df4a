/**
 * What the AI SDK tells a telemetry integration, as far as it is read here. Everything is optional: an SDK that leaves
 * something out must cost that fact alone.
 */
export interface SdkEvent {
  /** Of version 7, which names the call that each event belongs to. */
  readonly callId?: unknown;
}

/** The model that is asked. */
export interface ModelEvent extends SdkEvent {
  readonly provider?: unknown;
  readonly modelId?: unknown;
}

/** A call of `generateText`, `streamText`, `embed` … starts. */
export interface CallStartEvent extends ModelEvent {
  /** `ai.generateText`. */
  readonly operationId?: unknown;
  readonly functionId?: unknown;
  readonly instructions?: unknown;
  readonly messages?: unknown;
  readonly prompt?: unknown;
  readonly runtimeContext?: unknown;
  /** Of version 6. */
  readonly abortSignal?: unknown;
}

/** A call has ended. */
export interface CallEndEvent extends SdkEvent {
  readonly text?: unknown;
  readonly object?: unknown;
  readonly error?: unknown;
  readonly finishReason?: unknown;
}

/** A call or a step of it has failed; an abort tells its reason. */
export interface FailureEvent extends SdkEvent {
  readonly error?: unknown;
  readonly reason?: unknown;
}

/** A model is asked. */
export interface ModelStartEvent extends ModelEvent {
  readonly messages?: unknown;
  readonly promptMessages?: unknown;
}

/** A model has answered. */
export interface ModelEndEvent extends ModelEvent {
  readonly usage?: unknown;
  readonly finishReason?: unknown;
  readonly responseId?: unknown;
  readonly response?: unknown;
  readonly content?: unknown;
  readonly objectText?: unknown;
  readonly performance?: unknown;
  readonly msToFirstChunk?: unknown;
}

/** An embedding model is asked, or has answered. */
export interface EmbedEvent extends ModelEvent {
  readonly embedCallId?: unknown;
  readonly values?: unknown;
  readonly usage?: unknown;
}

/** A tool is called, or has ended. */
export interface ToolEvent extends SdkEvent {
  readonly toolCall?: unknown;
  readonly toolOutput?: unknown;
}

/** A member of a thing of unknown shape. */
export function member(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Text, or undefined for all else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, or undefined for all else: counts that a provider does not tell are absent, null or NaN. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
