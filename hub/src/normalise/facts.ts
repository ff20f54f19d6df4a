import type { ExecutionKind, Operation } from '@observatory/shim/conventions';

/** Tokens of one inference. Cached ones are part of `input`, reasoning part of `output` (design decision 2). */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
}

/**
 * What a span says in our terms, whichever SDK made it. `operation` is null for a span that is none of an
 * agent's (an HTTP request, a query); `step` is a step without a GenAI operation.
 */
export interface SpanFacts {
  readonly operation: Operation | 'step' | null;
  /** Set on the spans that are executions. */
  readonly executionKind: ExecutionKind | null;
  /**
   * Set on the links of a flow (an OpenInference CHAIN, a Langfuse span) that have a parent: they are steps, but an
   * execution of this kind where no execution stands above them, as below the span of an HTTP request.
   */
  readonly executionIfOutermost?: ExecutionKind | null;
  /** Name of the agent or workflow (executions), of the tool, model, data source or step (steps). */
  readonly label: string | null;
  readonly agentName: string | null;
  readonly workflowName: string | null;
  readonly executionOperation: string | null;
  readonly toolName: string | null;
  readonly provider: string | null;
  readonly requestModel: string | null;
  readonly responseModel: string | null;
  /** Of inferences: the provider's id of the answer. Two spans of one trace that have the same speak of one call. */
  readonly responseId: string | null;
  /** Tool of a request that an MCP server served: a step only where no client's call is above it. */
  readonly servedTool: string | null;
  /** Only of inference spans, the leaves: the one place where tokens count. */
  readonly usage: Usage | null;
  /** Of inferences: after how many microseconds the first chunk of a streamed answer came. */
  readonly firstChunkUs: number | null;
  /** What the provider says the inference cost, in US dollars; it wins over our own price. */
  readonly reportedCostUsd: number | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly taskId: string | null;
  readonly conversationId: string | null;
  readonly workflowId: string | null;
  readonly errorType: string | null;
  readonly errorMessage: string | null;
}
