import type { Attributes } from '@opentelemetry/api';
import type { InferenceOperation } from '../conventions/index.ts';

/** What fn may do with the execution that it runs in. Its members may be taken out of it. */
export interface ExecutionHandle {
  /** 48 hex digits; '' where tracking is off. */
  readonly id: string;
  /** Aborted by `cancel`, by the caller's signal and by the time limit; with tracking off too. */
  readonly signal: AbortSignal;
  /** Aborts `signal`, and ends the execution as cancelled when fn returns or throws, instead of as completed or failed. */
  cancel(reason?: string): void;
  /** As `agentTracking.snapshot`, of this execution. */
  snapshot(state: unknown, options?: SnapshotOptions): void;
}

/** Where in an execution a snapshot was taken. */
export interface SnapshotOptions {
  /** Name of the step that the state belongs to. */
  readonly step?: string | undefined;
}

/** What may stop a run before its function ends by itself. The function decides what follows: it is never killed. */
export interface RunLimits {
  /** After this many milliseconds the execution fails with the error type `timeout`, and its signal is aborted. */
  readonly timeoutMs?: number | undefined;
  /** Aborting it aborts the execution's signal; the execution ends as cancelled when fn returns or throws. */
  readonly signal?: AbortSignal | undefined;
}

/** Whom and what a run belongs to, and what may stop it. */
export interface RunOptions extends RunLimits {
  readonly operation: string;
  /** Content: kept only where `OTEL_AGENT_INCLUDE_IO` is on. */
  readonly input?: unknown;
  readonly taskId?: string | undefined;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
}

/** A run of an agent. */
export interface ExecutionOptions extends RunOptions {
  readonly agentType: string;
}

/** A run of a workflow. */
export interface WorkflowOptions extends RunOptions {
  readonly workflowType: string;
}

/** Tokens of one inference. Cached ones are part of `input`, reasoning is part of `output`. */
export interface TokenUsage {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
}

/** What is known of the answer to an inference. */
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
  /** Tokens that the provider reports; later calls add what they name. */
  setUsage(usage: TokenUsage): void;
  /** What the provider says of its answer; later calls add what they name. */
  setResponse(response: InferenceResponse): void;
  /** Call when the first chunk of a streamed answer has come. */
  firstChunk(): void;
}

/** One call of a model. */
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

/** Of a call that is reported when it is over: how long it took, in milliseconds, where that is known. */
export interface PastCall {
  readonly durationMs: number | undefined;
}

/** One call of a tool. */
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

/** What is kept of a step, and how often it is tried. */
export interface StepOptions {
  /** Always kept, redacted and cut. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** 1 for the first try. */
  readonly attempt?: number | undefined;
  /** Runs fn anew where it fails; each try is a step of its own. */
  readonly retries?: RetryOptions | undefined;
}

/** How a step is tried anew. An error that says that the work was called off (`AbortError`) ends the tries. */
export interface RetryOptions {
  /** Tries altogether. */
  readonly attempts: number;
  /** Wait before the second try, 100 unless given; it grows by `factor` (2) up to `maxDelayMs` (30,000). */
  readonly delayMs?: number | undefined;
  readonly factor?: number | undefined;
  readonly maxDelayMs?: number | undefined;
  /** Whether an error is worth another try; every one is unless given. */
  readonly retryIf?: ((error: unknown) => boolean) | undefined;
  /** Aborting it ends a wait at once; the last error is then thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** What the caller measured of an execution: `executionTime` in milliseconds, `memoryUsage` in bytes. */
export interface ExecutionMetrics {
  readonly executionTime?: number | undefined;
  readonly memoryUsage?: number | undefined;
}

/** Tracks work that runs inside a function (VX1). Nothing of it throws but what fn throws. */
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
  /** The same, with options by name, and with a time limit and a signal that may stop the run. */
  trackExecution<T>(
    options: ExecutionOptions,
    fn: (execution: ExecutionHandle) => T | PromiseLike<T>,
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
  /** The same, with options by name, and with a time limit and a signal that may stop the run. */
  trackWorkflow<T>(
    options: WorkflowOptions,
    fn: (execution: ExecutionHandle) => T | PromiseLike<T>,
  ): Promise<T>;
  /** Runs fn as a named step of the current execution; where retries are asked for, until it succeeds. */
  trackStep<T>(name: string, fn: () => T | PromiseLike<T>, options?: StepOptions): Promise<T>;
  /** Runs fn as one inference; fn reports usage and answer through `call`. */
  trackInference<T>(options: InferenceOptions, fn: (call: InferenceCall) => T | PromiseLike<T>): Promise<T>;
  /**
   * Starts an inference whose answer is a stream (an async iterable, such as those of model providers or a web
   * `ReadableStream`), and gives the same chunks and errors. The inference ends when the stream has ended, failed or
   * is no longer read. `start` runs exactly once, at once. `onChunk` is where usage is taken from chunks; it is not
   * called where tracking is off.
   */
  trackStream<T>(
    options: InferenceOptions,
    start: (call: InferenceCall) => AsyncIterable<T> | PromiseLike<AsyncIterable<T>>,
    onChunk?: (chunk: T, call: InferenceCall) => void,
  ): Promise<AsyncIterable<T>>;
  /** Runs fn as one tool call; its result is the tool's result. */
  trackTool<T>(options: ToolOptions, fn: () => T | PromiseLike<T>): Promise<T>;
  /**
   * Records the state of the current execution at this moment, for looking back. Always kept, redacted; a state
   * larger than `OBSERVATORY_SNAPSHOT_MAX_BYTES` is left out and marked.
   */
  snapshot(state: unknown, options?: SnapshotOptions): void;
}

/** Tracks work that the caller starts and ends by id (VX2). Nothing of it rejects; unknown ids are counted. */
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
  /** As `agentTracking.snapshot`, of the execution with this id. */
  recordSnapshot(executionId: string, state: unknown, step?: string): Promise<void>;
  /** Ends an execution well. A second end is ignored and counted. */
  completeAgentExecution(executionId: string, output?: unknown, metrics?: ExecutionMetrics): Promise<void>;
  /** Ends an execution as failed, with the error and its causes. */
  failAgentExecution(executionId: string, error: unknown, metrics?: ExecutionMetrics): Promise<void>;
  /** Ends an execution as cancelled. */
  cancelAgentExecution(executionId: string, reason?: string): Promise<void>;
}
