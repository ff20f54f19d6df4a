/** What a service imports to be seen. Importing it costs little and starts nothing; `init` does. */

export type { ShimConfig } from './config/shim-config.ts';
export { type Carrier, injectContext, withExtractedContext } from './context/carrier.ts';
export { contextPropagator } from './context/context-propagator.ts';
export type { ObservabilityContext } from './context/observability-context.ts';
export { pseudonymOf } from './context/pseudonym.ts';
export { withContext } from './context/with-context.ts';
export type { ObservabilityEvent } from './conventions/index.ts';
export { recordEvaluation, recordFeedback } from './evaluation/record-evaluation.ts';
export type { Evaluation, Feedback } from './evaluation/types.ts';
export { type EventCallback, eventStream, type StreamItem } from './events/event-stream.ts';
export type { AdvancedFilter } from './events/stream-filter.ts';
export type { AggregatedEvents, SubscriptionStats } from './events/subscription.ts';
export { TooManySubscriptions } from './events/too-many-subscriptions.ts';
export { createLogger, type LoggerOptions } from './logger/create-logger.ts';
export { setLogLevel } from './logger/log-level.ts';
export type { SampledLevels } from './logger/sampling.ts';
export type { LogContext, Logger, LogLevelName, LogMethodName, MetricLabels } from './logger/types.ts';
export { declareMetric, type MetricDeclaration } from './metrics/declare-metric.ts';
export { getMetrics, MetricsCollector, type MetricsCollectorOptions } from './metrics/metrics-collector.ts';
export type { OperationImpact, OverheadKind, PerformanceImpact } from './metrics/performance-impact.ts';
export { recordTaskDuration } from './metrics/task-duration.ts';
export { observability } from './observability.ts';
export type { LlmCallDetails, ToolUseDetails, TraceEnd, TraceStatus } from './observer/types.ts';
export { UniversalAgentObserver } from './observer/universal-agent-observer.ts';
export { type OperationAttributes, traceOperation } from './operation/trace-operation.ts';
export { TracingConfig, type TracingOptions } from './operation/tracing-config.ts';
export { type ObservatoryLogProcessor, observatoryLogProcessor } from './setup/beside/log-processor.ts';
export {
  type ObservatorySpanProcessor,
  observatorySpanProcessor,
} from './setup/beside/span-processor.ts';
export { flush, init, shutdown } from './setup/init.ts';
export type { InitOptions } from './setup/init-options.ts';
export { telemetry } from './telemetry.ts';
export { agentTracking } from './tracking/agent-tracking.ts';
export { enhancedObservability } from './tracking/enhanced-observability.ts';
export type {
  AgentTracking,
  EnhancedObservability,
  ExecutionHandle,
  ExecutionMetrics,
  ExecutionOptions,
  InferenceCall,
  InferenceOptions,
  InferenceResponse,
  RetryOptions,
  RunLimits,
  RunOptions,
  SnapshotOptions,
  StepOptions,
  TokenUsage,
  ToolOptions,
  WorkflowOptions,
} from './tracking/types.ts';
