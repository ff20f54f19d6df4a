import type { Loose } from '../stainless/loose.ts';

/** A trace of the OpenAI Agents SDK, as much as is read of it. */
export interface SdkTrace {
  readonly traceId: string;
  readonly name: string;
  /** Id of the conversation. */
  readonly groupId: string | null;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A span of the OpenAI Agents SDK, as much as is read of it. */
export interface SdkSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly endedAt?: string | null;
  /** What it is of, by `type`; most of it is there when it ends. */
  readonly spanData: Loose;
  readonly error: { readonly message: string; readonly data?: Readonly<Record<string, unknown>> } | null;
}
