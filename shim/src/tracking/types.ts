import type { Attributes } from '@opentelemetry/api';
import type { InferenceOperation } from '../conventions/index.ts';

/** What fn may do with the execution that it runs in. */
export interface ExecutionHandle {
  /** 48 hex digits; '' where tracking is off. */
  readonly id: string;
  /** Ends the execution as cancelled when fn returns or throws, instead of as completed or failed. */
  cancel(reason?: string): void;
}

/** Tokens of one inference. Cached ones are part of `input`, reasoning is part of `output`. */
export interface TokenUsage {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
}

export interface InferenceResponse {
  /** The model that answered, where it is not the one asked for. */
  readonly model?: string | undefined;
  readonly id?: string | undefined;
  readonly finishReasons?: readonly string[] | undefined;
  /** Content: kept only where `OTEL_AGENT_INCLUDE_IO` is on. */
  readonly output?: unknown;
}

/** What the caller reports about a running inference. */
export interface InferenceCall {
  setUsage(usage: TokenUsage): void;
  setResponse(response: InferenceResponse): void;
  /** Call when the first chunk of a streamed answer has come. */
  firstChunk(): void;
}

export interface InferenceOptions {
  /** `chat` unless given. */
  readonly operation?: InferenceOperation | undefined;
  readonly provider: string;
  readonly model: string;
  /** Content: kept only where `OTEL_AGENT_INCLUDE_IO` is on. */
  readonly input?: unknown;
  /** 1 for the first try. */
  readonly attempt?: number | undefined;
  readonly attributes?: Attributes | undefined;
}

export interface ToolOptions {
  readonly name: string;
  /** `function`, `extension` or `datastore`. */
  readonly type?: string | undefined;
  readonly callId?: string | undefined;
  /** Content: kept only where `OTEL_AGENT_INCLUDE_IO` is on. */
  readonly arguments?: unknown;
  /** 1 for the first try. */
  readonly attempt?: number | undefined;
  /** Further attributes of the span, such as `mcp.*` of a call over MCP. */
  readonly attributes?: Attributes | undefined;
}

export interface StepOptions {
  /** Always kept, redacted and cut. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** 1 for the first try. */
  readonly attempt?: number | undefined;
}

/** What the caller measured of an execution: `executionTime` in milliseconds, `memoryUsage` in bytes. */
export interface ExecutionMetrics {
  readonly executionTime?: number | undefined;
  readonly memoryUsage?: number | undefined;
}

export interface AgentTracking {
  /**
   * Runs fn as an execution of an agent and gives its result. An error of fn fails the execution and is
   * thrown on unchanged. fn runs exactly once, with tracking off too.
   */
  trackExecution<T>(
    agentType: string,
    operation: string,
    fn: (execution: ExecutionHandle) => T | PromiseLike<T>,
    input?: unknown,
    taskId?: string,
    userId?: string,
    sessionId?: string,
  ): Promise<T>;
  /** As `trackExecution`, for a workflow; agents tracked inside are executions below it. */
  trackWorkflow<T>(
    workflowType: string,
    operation: string,
    fn: (execution: ExecutionHandle) => T | PromiseLike<T>,
    input?: unknown,
    taskId?: string,
    userId?: string,
    sessionId?: string,
  ): Promise<T>;
  /** Runs fn as a named step of the current execution. */
  trackStep<T>(name: string, fn: () => T | PromiseLike<T>, options?: StepOptions): Promise<T>;
  /** Runs fn as one inference; fn reports usage and answer through `call`. */
  trackInference<T>(options: InferenceOptions, fn: (call: InferenceCall) => T | PromiseLike<T>): Promise<T>;
  /** Runs fn as one tool call; its result is the tool's result. */
  trackTool<T>(options: ToolOptions, fn: () => T | PromiseLike<T>): Promise<T>;
}

export interface EnhancedObservability {
  /** Starts an execution of an agent that the caller ends by its id. The work is not bound to a context. */
  startAgentExecution(
    agentType: string,
    operation: string,
    input?: unknown,
    taskId?: string,
    userId?: string,
    sessionId?: string,
  ): Promise<string>;
  /** Records a step that is over; `durationMs` says how long it took. */
  recordExecutionStep(
    executionId: string,
    step: string,
    data?: Readonly<Record<string, unknown>>,
    durationMs?: number,
  ): Promise<void>;
  completeAgentExecution(executionId: string, output?: unknown, metrics?: ExecutionMetrics): Promise<void>;
  failAgentExecution(executionId: string, error: unknown, metrics?: ExecutionMetrics): Promise<void>;
  cancelAgentExecution(executionId: string, reason?: string): Promise<void>;
}
