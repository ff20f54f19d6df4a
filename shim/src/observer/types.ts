import type { TokenUsage } from '../tracking/types.ts';

/** What is known of an inference that is over; all of it may be left out. */
export interface LlmCallDetails {
  readonly usage?: TokenUsage | undefined;
  /** The answer. Content: kept only where `OTEL_AGENT_INCLUDE_IO` is on. */
  readonly output?: unknown;
  /** The model that answered, where it is not the one asked for. */
  readonly responseModel?: string | undefined;
  readonly finishReasons?: readonly string[] | undefined;
  readonly durationMs?: number | undefined;
  /** What it failed with. */
  readonly error?: unknown;
  /** The trace that it belongs to, where that is not the one of the current context. */
  readonly traceId?: string | undefined;
}

/** What is known of a tool call that is over; all of it may be left out. */
export interface ToolUseDetails {
  /** Content: kept only where `OTEL_AGENT_INCLUDE_IO` is on. */
  readonly result?: unknown;
  /** `function`, `extension` or `datastore`. */
  readonly type?: string | undefined;
  readonly durationMs?: number | undefined;
  /** What it failed with. */
  readonly error?: unknown;
  /** The trace that it belongs to, where that is not the one of the current context. */
  readonly traceId?: string | undefined;
}

/** How a trace ended. */
export type TraceStatus = 'completed' | 'failed' | 'cancelled';

/** What is known of a trace's end; all of it may be left out. */
export interface TraceEnd {
  /** Content: kept only where `OTEL_AGENT_INCLUDE_IO` is on. */
  readonly output?: unknown;
  /** What a failed one failed with. */
  readonly error?: unknown;
  /** Why a cancelled one was cancelled. */
  readonly reason?: string | undefined;
}
