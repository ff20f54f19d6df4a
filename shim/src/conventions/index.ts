/** Every span, attribute, metric and event name, unit and bucket of Observatory stands in this folder, once. */

/** Pure parts of the streams of events that the shim and the hub have in common (VX3). */
export { type Aggregate, Aggregator } from '../events/aggregation.ts';
export { type GroupField, groupFields, groupKeyOf } from '../events/group-key.ts';
export { type RateLimit, TokenBucket } from '../events/token-bucket.ts';
/** What the hub takes by hand is redacted as what a service sends. */
export { isSecretName, REDACTED, redactText } from '../safe/redact.ts';
export { Attr, type AttributeAlias, type AttributeName, attributeAliases } from './attributes.ts';
export {
  agentDurationBuckets,
  byteBuckets,
  callCountBuckets,
  durationBuckets,
  gcBuckets,
  logProcessingBuckets,
  mcpBuckets,
  requestBuckets,
  tokenBuckets,
  workflowDurationBuckets,
} from './buckets.ts';
export {
  type CacheQuirk,
  type Dialect,
  type DialectFact,
  dialectFacts,
  type FactPlace,
  type FactSource,
  type OperationTell,
  type SpanMeaning,
} from './dialects/dialect.ts';
export { dialects } from './dialects.ts';
export {
  type EventType,
  eventName,
  eventTypeOf,
  eventTypes,
  type LogLevel,
  logLevels,
  type ObservabilityEvent,
  recordNames,
  type Severity,
  severities,
  severityNumbers,
  severityOf,
} from './events.ts';
export { type HubJob, hubSpanName } from './hub-work.ts';
export {
  DEFAULT_TEAM_PREFIX,
  doctorMetrics,
  fleetMetrics,
  genAiMetrics,
  hubMetrics,
  type InstrumentKind,
  instrumentationMetrics,
  type MetricDefinition,
  platformMetrics,
  shimMetrics,
  teamMetrics,
} from './metrics.ts';
export { type EventFacts, eventFactsOf } from './observability-event.ts';
export { type OperationFamily, operationFamilies, operationFamilyOf } from './operation-families.ts';
export {
  ABANDONED,
  type ExecutionKind,
  type ExecutionOperation,
  type ExecutionStatus,
  executionKinds,
  executionOperations,
  executionStatuses,
  type InferenceOperation,
  inferenceOperations,
  memoryOperations,
  type Operation,
  operations,
  type StatusLabel,
  type StepKind,
  spanName,
  statusLabels,
  stepKindOf,
  stepKinds,
} from './operations.ts';
export { prometheusLabel, prometheusName } from './prometheus.ts';
export { providerNameOf } from './provider-names.ts';
export { processMetrics, runtimeMetrics } from './runtime-metrics.ts';
export { difference } from './snapshots/difference.ts';
export type { Change, Json } from './snapshots/json.ts';
export {
  eachSnapshotState,
  type SnapshotRecord,
  type SnapshotState,
  snapshotStates,
} from './snapshots/snapshot-states.ts';
