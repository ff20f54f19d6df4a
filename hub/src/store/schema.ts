import type { EventType, ExecutionKind, ExecutionStatus, Severity } from '@observatory/shim/conventions';
import {
  bigint,
  boolean,
  customType,
  date,
  doublePrecision,
  integer,
  json,
  jsonb,
  pgTable,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import type { AlertEventRef, AlertRule, AlertSource, AlertStatus } from '../alerts/alert-notice.ts';
import type { ExecutionMark } from '../api/schemas/executions.ts';
import type { Tally } from '../fold/tallies.ts';
import type { ExecutionTotals } from '../fold/totals.ts';
import type { HealthStatus } from '../health/score.ts';
import type { Attributes, SpanEvent, SpanLink } from '../otlp/records.ts';
import type { PackedTallies, PackedTotals } from './execution-sums.ts';
import { isoOfMicros, microsOfTimestamp } from './micros.ts';
import type { StoredFacts } from './stored-facts.ts';

/**
 * The tables as queries see them. The migrations in hub/migrations make them (partitions are beyond what a
 * schema here can say); schema.test.ts compares the two on a real server.
 */

/** An id as lower-case hex. */
const hex = customType<{ data: string; driverData: Buffer }>({
  dataType: () => 'bytea',
  fromDriver: (value) => value.toString('hex'),
  toDriver: (value) => Buffer.from(value, 'hex'),
});

const micros = customType<{ data: number; driverData: string }>({
  dataType: () => 'timestamp with time zone',
  fromDriver: microsOfTimestamp,
  toDriver: isoOfMicros,
});

const whole = () => bigint({ mode: 'number' });
/** Id of the key under which the row's content is sealed; null: it is not. See sealing/sealed-rows.ts. */
const sealedBy = () => text();

export const projects = pgTable('projects', {
  id: text().primaryKey(),
  created_at: micros().notNull(),
});

export const sources = pgTable('sources', {
  project: text().notNull(),
  id: bigint({ mode: 'bigint' }).notNull(),
  service: text().notNull(),
  scope_name: text().notNull(),
  scope_version: text().notNull(),
  resource: jsonb().$type<Attributes>().notNull(),
});

export const spans = pgTable('spans', {
  project: text().notNull(),
  start_time: micros().notNull(),
  trace_id: hex().notNull(),
  span_id: hex().notNull(),
  parent_span_id: hex(),
  end_time: micros(),
  /** Null where the shape has it; operation, label, provider, model and cost_source likewise. See the view whole_spans. */
  name: text(),
  kind: smallint().notNull(),
  status: smallint().notNull(),
  status_message: text(),
  source_id: bigint({ mode: 'bigint' }).notNull(),
  execution_id: hex(),
  operation: text(),
  label: text(),
  provider: text(),
  model: text(),
  input_tokens: whole(),
  output_tokens: whole(),
  cache_read_tokens: whole(),
  cache_write_tokens: whole(),
  reasoning_tokens: whole(),
  cost_pico: whole(),
  cost_source: text(),
  error_type: text(),
  facts: jsonb().$type<StoredFacts>(),
  /** Null where `shape` and `attribute_values` have them: see attributes-of-spans.ts. */
  attributes: jsonb().$type<Attributes>(),
  events: jsonb().$type<readonly SpanEvent[]>(),
  links: jsonb().$type<readonly SpanLink[]>(),
  sealed_by: sealedBy(),
  shape: bigint({ mode: 'bigint' }),
  attribute_values: text(),
});

/** See span-shapes.ts. */
export const spanShapes = pgTable('span_shapes', {
  project: text().notNull(),
  id: bigint({ mode: 'bigint' }).notNull(),
  keys: text().array().notNull(),
  column_keys: text().array().notNull(),
  columns: text().array().notNull(),
  name: text(),
  operation: text(),
  label: text(),
  provider: text(),
  model: text(),
  cost_source: text(),
});

export const observabilityEvents = pgTable('observability_events', {
  project: text().notNull(),
  time: micros().notNull(),
  id: text().notNull(),
  cursor: whole().notNull(),
  type: text().$type<EventType>().notNull(),
  severity: text().$type<Severity>().notNull(),
  message: text().notNull(),
  execution_id: hex(),
  trace_id: hex(),
  span_id: hex(),
  step: text(),
  source_id: bigint({ mode: 'bigint' }).notNull(),
  /** Null where `shape` and `attribute_values` have them: see event-attributes.ts. */
  attributes: jsonb().$type<Attributes>(),
  sealed_by: sealedBy(),
  /** Or the workflow; null in rows of hubs before migration 0032, too. */
  agent: text(),
  shape: bigint({ mode: 'bigint' }),
  attribute_values: text(),
});

/** Cursors of events that retention dropped, by the day of their time. */
export const droppedEvents = pgTable('dropped_events', {
  project: text().notNull(),
  day: date().notNull(),
  first_cursor: whole().notNull(),
  last_cursor: whole().notNull(),
});

export const logs = pgTable('logs', {
  project: text().notNull(),
  time: micros().notNull(),
  id: text().notNull(),
  severity: smallint().notNull(),
  severity_text: text().notNull(),
  body: text().notNull(),
  trace_id: hex(),
  span_id: hex(),
  source_id: bigint({ mode: 'bigint' }).notNull(),
  attributes: jsonb().$type<Attributes>().notNull(),
  sealed_by: sealedBy(),
});

export const metricSeries = pgTable('metric_series', {
  project: text().notNull(),
  id: bigint({ mode: 'bigint' }).notNull(),
  name: text().notNull(),
  kind: text().notNull(),
  unit: text().notNull(),
  monotonic: boolean().notNull(),
  temporality: smallint().notNull(),
  source_id: bigint({ mode: 'bigint' }).notNull(),
  attributes: jsonb().$type<Attributes>().notNull(),
});

export const metricSamples = pgTable('metric_samples', {
  project: text().notNull(),
  minute: micros().notNull(),
  series_id: bigint({ mode: 'bigint' }).notNull(),
  time: micros().notNull(),
  value: doublePrecision(),
  count: whole(),
  detail: jsonb().$type<Attributes>(),
});

export const agentExecutions = pgTable('agent_executions', {
  project: text().notNull(),
  started_at: micros().notNull(),
  id: hex().notNull(),
  trace_id: hex().notNull(),
  span_id: hex().notNull(),
  parent_id: hex(),
  kind: text().$type<ExecutionKind>().notNull(),
  name: text().notNull(),
  operation: text(),
  status: text().$type<ExecutionStatus>().notNull(),
  error_type: text(),
  error_message: text(),
  ended_at: micros(),
  last_event_at: micros().notNull(),
  service: text().notNull(),
  user_id: text(),
  session_id: text(),
  task_id: text(),
  conversation_id: text(),
  workflow_id: text(),
  step_count: integer().notNull(),
  llm_calls: integer().notNull(),
  tool_calls: integer().notNull(),
  input_tokens: whole().notNull(),
  output_tokens: whole().notNull(),
  cost_pico: whole(),
  unpriced_calls: integer().notNull(),
  /** In rows of hubs before migration 0027; since then see total_sums, own_sums and tally_sums. */
  total: jsonb().$type<ExecutionTotals>(),
  own: jsonb().$type<ExecutionTotals>(),
  marks: text().array().$type<ExecutionMark[]>().notNull(),
  running_steps: integer().notNull(),
  /** Of its own steps; null in rows of hubs that did not count them yet. */
  tallies: jsonb().$type<readonly Tally[]>(),
  /** Null where its service does not say it, and in rows of hubs that did not read it yet; `version` likewise. */
  environment: text(),
  version: text(),
  /** Of what failed: the innermost step that did; see failures/. */
  error_step: text(),
  error_fingerprint: hex(),
  error_cause: jsonb().$type<ErrorCause>(),
  sealed_by: sealedBy(),
  /** Executions within this one included. */
  total_sums: json().$type<PackedTotals>(),
  /** Null where it is what total_sums is. */
  own_sums: json().$type<PackedTotals>(),
  tally_sums: json().$type<PackedTallies>(),
});

/** Where an execution failed for an error that is not its own. */
export interface ErrorCause {
  /** The execution within it that failed first; absent where its own step did. */
  readonly execution?: string;
  readonly type: string;
  readonly message: string;
}

/** What an execution's totals add up, call by call: made by the fold, read through the view whole_calls, which knows the two forms of rows. */
export const agentCalls = pgTable('agent_calls', {
  project: text().notNull(),
  started_at: micros().notNull(),
  trace_id: hex().notNull(),
  span_id: hex().notNull(),
  execution_id: hex().notNull(),
  agent: text(),
  workflow: text(),
  service: text(),
  environment: text(),
  kind: text().$type<'model' | 'tool'>(),
  name: text(),
  provider: text(),
  status: text().$type<ExecutionStatus>(),
  error_type: text(),
  ended_at: micros(),
  input_tokens: whole(),
  output_tokens: whole(),
  cache_read_tokens: whole(),
  cache_write_tokens: whole(),
  reasoning_tokens: whole(),
  cost_pico: whole(),
  series_id: bigint({ mode: 'bigint' }),
});

/** What many calls have in common. */
export const callSeries = pgTable('call_series', {
  project: text().notNull(),
  id: bigint({ mode: 'bigint' }).notNull(),
  agent: text(),
  workflow: text(),
  service: text().notNull(),
  environment: text(),
  kind: text().$type<'model' | 'tool'>().notNull(),
  name: text().notNull(),
  provider: text(),
});

export type FigureKind = 'execution' | 'model' | 'tool';

const figures = () => ({
  project: text().notNull(),
  bucket: micros().notNull(),
  kind: text().$type<FigureKind>().notNull(),
  agent: text().notNull(),
  workflow: text().notNull(),
  service: text().notNull(),
  environment: text().notNull(),
  provider: text().notNull(),
  name: text().notNull(),
  started: integer().notNull(),
  completed: integer().notNull(),
  failed: integer().notNull(),
  cancelled: integer().notNull(),
  roots: integer().notNull(),
  duration_ms: doublePrecision().notNull(),
  input_tokens: whole().notNull(),
  output_tokens: whole().notNull(),
  cache_read_tokens: whole().notNull(),
  cache_write_tokens: whole().notNull(),
  reasoning_tokens: whole().notNull(),
  cost_pico: whole().notNull(),
  unpriced: integer().notNull(),
});

/** Sums by five minutes and dimensions; '' is a dimension that a row does not have. See figures/. */
export const agentFigures = pgTable('agent_figures', figures());
/** The same by hours. */
export const agentFiguresHours = pgTable('agent_figures_hours', figures());

export const figuresQueue = pgTable('figures_queue', {
  id: whole().primaryKey().generatedAlwaysAsIdentity(),
  project: text().notNull(),
  bucket: micros().notNull(),
});

export const budgets = pgTable('budgets', {
  project: text().notNull(),
  name: text().notNull(),
  period: text().$type<'day' | 'month'>().notNull(),
  dimension: text().notNull(),
  value: text().notNull(),
  limit_usd: doublePrecision().notNull(),
  created_at: micros().notNull(),
  updated_at: micros().notNull(),
});

export const executionHeartbeats = pgTable('execution_heartbeats', {
  project: text().notNull(),
  started_at: micros().notNull(),
  trace_id: hex().notNull(),
  span_id: hex().notNull(),
  heard_at: micros().notNull(),
});

export const foldQueue = pgTable('fold_queue', {
  id: whole().primaryKey().generatedAlwaysAsIdentity(),
  project: text().notNull(),
  trace_id: hex().notNull(),
  queued_at: micros().notNull(),
});

export const waitingTraces = pgTable('waiting_traces', {
  project: text().notNull(),
  trace_id: hex().notNull(),
  due_at: micros().notNull(),
});

export const workflows = pgTable('workflows', {
  project: text().notNull(),
  name: text().notNull(),
  definition: jsonb(),
  /** Null where it was defined and has never run. */
  first_seen_at: micros(),
  last_seen_at: micros(),
  defined_at: micros(),
});

export const agentMemory = pgTable('agent_memory', {
  project: text().notNull(),
  agent: text().notNull(),
  store_id: text().notNull(),
  record_id: text().notNull(),
  content: jsonb(),
  execution_id: hex(),
  created_at: micros().notNull(),
  updated_at: micros().notNull(),
  /** A deleted record is a row without content; a `record_id` of '' is its whole store. */
  deleted_at: micros(),
  metadata: jsonb().$type<Readonly<Record<string, unknown>>>(),
  sealed_by: sealedBy(),
});

export const executionSnapshots = pgTable('execution_snapshots', {
  project: text().notNull(),
  started_at: micros().notNull(),
  execution_id: hex().notNull(),
  sequence: integer().notNull(),
  time: micros().notNull(),
  step: text(),
  /** JSON text; see docs/data-model.md. */
  state: text(),
  difference: text(),
  omitted: text(),
  sealed_by: sealedBy(),
});

/** One occurrence of an alert: from when it began to fire until it was resolved. */
export const alerts = pgTable('alerts', {
  project: text().notNull(),
  /** Of the labels: the same for every occurrence of one alert. */
  fingerprint: text().notNull(),
  starts_at: micros().notNull(),
  source: text().$type<AlertSource>().notNull(),
  name: text().notNull(),
  severity: text().notNull(),
  status: text().$type<AlertStatus>().notNull(),
  labels: jsonb().$type<Readonly<Record<string, string>>>().notNull(),
  annotations: jsonb().$type<Readonly<Record<string, string>>>().notNull(),
  ends_at: micros(),
  received_at: micros().notNull(),
  last_notified_at: micros().notNull(),
  generator_url: text(),
  /** Condition of the rule; null for alerts that others evaluate. */
  condition: text(),
  /** Cursor of the newest event that the rule counted when it began to fire. */
  event_id: whole(),
  rule: jsonb().$type<AlertRule>(),
  event: jsonb().$type<AlertEventRef>(),
  acknowledged_at: micros(),
  acknowledged_by: text(),
  silenced_until: micros(),
  silence_id: uuid(),
});

/** The health of a fleet that was told last; see health/watch-health.ts. */
export const healthStates = pgTable('health_states', {
  project: text().primaryKey(),
  status: text().$type<HealthStatus>().notNull(),
  score: integer().notNull(),
  since: micros().notNull(),
  next_status: text().$type<HealthStatus>(),
  next_since: micros(),
  checked_at: micros().notNull(),
});

/** What the database took on disk, every five minutes while a hub ran; see forecasts/sample-sizes.ts. */
export const databaseSizes = pgTable('database_sizes', {
  sampled_at: micros().primaryKey(),
  bytes: whole().notNull(),
  free_bytes: whole(),
});

/** Keys that sealed something, to tell another key of the same id. */
export const encryptionKeys = pgTable('encryption_keys', {
  id: text().primaryKey(),
  fingerprint: text().notNull(),
  first_used_at: micros().notNull(),
});

/** Rows of a partition or table by the key that they are sealed with, as they were counted last; '' is in plain. */
export const encryptionCounts = pgTable('encryption_counts', {
  relation: text().notNull(),
  key_id: text().notNull(),
  rows: whole().notNull(),
  counted_at: micros().notNull(),
});

/** The job that seals anew; one row. */
export const encryptionJob = pgTable('encryption_job', {
  id: boolean().primaryKey(),
  paused: boolean().notNull(),
  /** The key of the pass that is under way or was the last. */
  key_id: text(),
  /** How far it is; null: none is under way. */
  relation: text(),
  position: text(),
  resealed: whole().notNull(),
  unreadable: whole().notNull(),
  started_at: micros(),
  finished_at: micros(),
});

/** Requests that were sent with a key, for a day; see idempotency-keys.ts. */
export const idempotencyKeys = pgTable('idempotency_keys', {
  project: text().notNull(),
  key_hash: hex().notNull(),
  request_hash: hex().notNull(),
  made_id: text().notNull(),
  made_at: micros().notNull(),
  done: boolean().notNull(),
});
