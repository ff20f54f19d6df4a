import {
  agentDurationBuckets,
  callCountBuckets,
  costBuckets,
  durationBuckets,
  executionBuckets,
  logProcessingBuckets,
  mcpBuckets,
  requestBuckets,
  scoreBuckets,
  tokenBuckets,
  workflowDurationBuckets,
} from './buckets.ts';

/** The instruments of OpenTelemetry's metrics API, without their observable forms. */
export type InstrumentKind = 'counter' | 'upDownCounter' | 'gauge' | 'histogram';

/** One metric: what it is called in OpenTelemetry, in which unit (UCUM, '' for none), with which labels. */
export interface MetricDefinition {
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly unit: string;
  readonly description: string;
  readonly labels: readonly string[];
  readonly buckets?: readonly number[];
}

const metric = <const D extends MetricDefinition>(definition: D): D => definition;

const inferenceLabels = [
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.response.model',
] as const;

const tokenCounter = <const N extends string>(name: N, description: string) =>
  metric({
    name,
    kind: 'counter',
    unit: '{token}',
    description,
    labels: [...inferenceLabels, 'gen_ai.token.modality'],
  });

/** GenAI stage B, with the token counters of stage C in addition, and MCP. */
export const genAiMetrics = {
  tokenUsage: metric({
    name: 'gen_ai.client.token.usage',
    kind: 'histogram',
    unit: '{token}',
    description: 'Tokens of one inference, input and output apart.',
    labels: [...inferenceLabels, 'gen_ai.token.type'],
    buckets: tokenBuckets,
  }),
  operationDuration: metric({
    name: 'gen_ai.client.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one inference.',
    labels: [...inferenceLabels, 'error.type'],
    buckets: durationBuckets,
  }),
  timeToFirstChunk: metric({
    name: 'gen_ai.client.operation.time_to_first_chunk',
    kind: 'histogram',
    unit: 's',
    description: 'Time from the request to the first chunk of a streamed answer.',
    labels: inferenceLabels,
    buckets: durationBuckets,
  }),
  timePerOutputChunk: metric({
    name: 'gen_ai.client.operation.time_per_output_chunk',
    kind: 'histogram',
    unit: 's',
    description: 'Time between the chunks of a streamed answer.',
    labels: inferenceLabels,
    buckets: durationBuckets,
  }),
  inputTokens: tokenCounter(
    'gen_ai.client.inference.usage.input_tokens',
    'Input tokens, cached ones included.',
  ),
  outputTokens: tokenCounter(
    'gen_ai.client.inference.usage.output_tokens',
    'Output tokens, reasoning included.',
  ),
  cacheReadTokens: tokenCounter(
    'gen_ai.client.inference.usage.cache_read.input_tokens',
    'Input tokens that the provider read from its cache; part of the input tokens.',
  ),
  cacheWriteTokens: tokenCounter(
    'gen_ai.client.inference.usage.cache_write.input_tokens',
    'Input tokens that the provider wrote to its cache; part of the input tokens.',
  ),
  reasoningTokens: tokenCounter(
    'gen_ai.client.inference.usage.reasoning.output_tokens',
    'Output tokens spent on reasoning; part of the output tokens.',
  ),
  agentDuration: metric({
    name: 'gen_ai.invoke_agent.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one run of an agent.',
    labels: ['gen_ai.agent.name', 'gen_ai.agent.version', 'error.type'],
    buckets: agentDurationBuckets,
  }),
  agentInferenceCalls: metric({
    name: 'gen_ai.invoke_agent.inference_calls',
    kind: 'histogram',
    unit: '{inference_call}',
    description: 'Inferences in one run of an agent, failed ones included.',
    labels: ['gen_ai.agent.name'],
    buckets: callCountBuckets,
  }),
  agentToolCalls: metric({
    name: 'gen_ai.invoke_agent.tool_calls',
    kind: 'histogram',
    unit: '{tool_call}',
    description: 'Tool calls in one run of an agent.',
    labels: ['gen_ai.agent.name'],
    buckets: callCountBuckets,
  }),
  workflowDuration: metric({
    name: 'gen_ai.invoke_workflow.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one run of a workflow.',
    labels: ['gen_ai.workflow.name', 'error.type'],
    buckets: workflowDurationBuckets,
  }),
  toolDuration: metric({
    name: 'gen_ai.execute_tool.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one tool call.',
    labels: ['gen_ai.tool.name', 'gen_ai.tool.type', 'error.type'],
    buckets: durationBuckets,
  }),
  mcpClientDuration: metric({
    name: 'mcp.client.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one MCP request as its client sees it.',
    labels: [
      'mcp.method.name',
      'gen_ai.tool.name',
      'gen_ai.prompt.name',
      'gen_ai.operation.name',
      'mcp.protocol.version',
      'error.type',
      'rpc.response.status_code',
      'network.transport',
    ],
    buckets: mcpBuckets,
  }),
  mcpServerDuration: metric({
    name: 'mcp.server.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one MCP request as its server sees it.',
    labels: [
      'mcp.method.name',
      'gen_ai.tool.name',
      'gen_ai.prompt.name',
      'gen_ai.operation.name',
      'mcp.protocol.version',
      'error.type',
      'rpc.response.status_code',
      'network.transport',
    ],
    buckets: mcpBuckets,
  }),
  mcpClientSession: metric({
    name: 'mcp.client.session.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one MCP session as its client sees it.',
    labels: ['mcp.protocol.version', 'network.transport', 'error.type'],
    buckets: mcpBuckets,
  }),
  mcpServerSession: metric({
    name: 'mcp.server.session.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one MCP session as its server sees it.',
    labels: ['mcp.protocol.version', 'network.transport', 'error.type'],
    buckets: mcpBuckets,
  }),
} as const;

/** Metrics of OpenTelemetry's own instrumentations, from whose measurements those of the platform are made. */
export const instrumentationMetrics = {
  httpServerDuration: 'http.server.request.duration',
  databaseDuration: 'db.client.operation.duration',
} as const;

/**
 * The contract metrics of OR6. Their names are the Prometheus names as scraped, so that OTLP and a scrape
 * give one series; `log_processing_duration_ms` has no unit, or Prometheus would add a second suffix.
 */
export const platformMetrics = {
  logEvents: metric({
    name: 'log_events_total',
    kind: 'counter',
    unit: '',
    description: 'Log lines by level (upper case) and service.',
    labels: ['level', 'service'],
  }),
  logProcessingDuration: metric({
    name: 'log_processing_duration_ms',
    kind: 'histogram',
    unit: '',
    description: 'Milliseconds that writing one log line takes.',
    labels: ['service'],
    buckets: logProcessingBuckets,
  }),
  agentExecutionDuration: metric({
    name: 'agent_execution_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one execution of an agent.',
    labels: ['agentType', 'status'],
    buckets: executionBuckets,
  }),
  workflowExecutionDuration: metric({
    name: 'workflow_execution_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one execution of a workflow.',
    labels: ['workflowType', 'status'],
    buckets: workflowDurationBuckets,
  }),
  httpRequests: metric({
    name: 'http_requests_total',
    kind: 'counter',
    unit: '',
    description: 'HTTP requests served.',
    labels: ['method', 'route', 'status'],
  }),
  httpRequestDuration: metric({
    name: 'http_request_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one HTTP request served.',
    labels: ['method', 'route', 'status'],
    buckets: requestBuckets,
  }),
  databaseQueryDuration: metric({
    name: 'database_query_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of one database query.',
    labels: ['system', 'operation'],
    buckets: requestBuckets,
  }),
  webSocketMessages: metric({
    name: 'websocket_messages_total',
    kind: 'counter',
    unit: '',
    description: 'WebSocket messages, by side (client, server) and direction (received, sent).',
    labels: ['side', 'direction'],
  }),
} as const;

/** The prefix of `teamMetrics` unless a setting says otherwise. */
export const DEFAULT_TEAM_PREFIX = 'aet';

/** The engineering team metrics of AE1 under a prefix, which metrics, alerts and dashboards share. */
export function teamMetrics(prefix: string = DEFAULT_TEAM_PREFIX) {
  return {
    tasks: metric({
      name: `${prefix}_tasks_total`,
      kind: 'counter',
      unit: '',
      description: 'Tasks ended, by type and status.',
      labels: ['type', 'status'],
    }),
    taskDuration: metric({
      name: `${prefix}_task_duration_seconds`,
      kind: 'histogram',
      unit: 's',
      description: 'Duration of one task.',
      labels: ['type', 'status'],
      buckets: executionBuckets,
    }),
    activeTasks: metric({
      name: `${prefix}_active_tasks`,
      kind: 'upDownCounter',
      unit: '',
      description: 'Tasks running now.',
      labels: ['type'],
    }),
    agentRequests: metric({
      name: `${prefix}_agent_requests_total`,
      kind: 'counter',
      unit: '',
      description: 'Requests to agents.',
      labels: ['agent', 'operation', 'status'],
    }),
    agentResponse: metric({
      name: `${prefix}_agent_response_seconds`,
      kind: 'histogram',
      unit: 's',
      description: 'Time until an agent answered.',
      labels: ['agent', 'operation', 'status'],
      buckets: agentDurationBuckets,
    }),
    cpuUsage: metric({
      name: `${prefix}_cpu_usage_percent`,
      kind: 'gauge',
      unit: '',
      description: 'CPU that the process uses, in percent of one core.',
      labels: [],
    }),
    memoryUsage: metric({
      name: `${prefix}_memory_usage_bytes`,
      kind: 'gauge',
      unit: 'By',
      description: 'Resident memory of the process.',
      labels: [],
    }),
    events: metric({
      name: `${prefix}_events_total`,
      kind: 'counter',
      unit: '',
      description: 'Events emitted, by type and severity.',
      labels: ['type', 'severity'],
    }),
    orchestrationCycles: metric({
      name: `${prefix}_orchestration_cycles_total`,
      kind: 'counter',
      unit: '',
      description: 'Cycles of the orchestrator.',
      labels: [],
    }),
    contextAssembly: metric({
      name: `${prefix}_context_assembly_seconds`,
      kind: 'histogram',
      unit: 's',
      description: 'Time to put together the context of one request.',
      labels: [],
      buckets: durationBuckets,
    }),
  } as const;
}

const runLabels = ['deployment_environment_name', 'agent', 'workflow'] as const;
const modelLabels = [...runLabels, 'provider', 'model'] as const;

/**
 * The fleet as the hub sees it, for every SDK (design decision 2). `agent`, `workflow` and
 * `deployment_environment_name` are those of the nearest execution, '' where there is none or nobody says it; no
 * series is labelled with an id (decision 3).
 */
export const fleetMetrics = {
  runs: metric({
    name: 'observatory_runs_total',
    kind: 'counter',
    unit: '',
    description: 'Executions ended, by status.',
    labels: [...runLabels, 'status'],
  }),
  runErrors: metric({
    name: 'observatory_run_errors_total',
    kind: 'counter',
    unit: '',
    description: 'Executions that failed, by type of error.',
    labels: [...runLabels, 'error_type'],
  }),
  runDuration: metric({
    name: 'observatory_run_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of executions that ended.',
    labels: [...runLabels, 'status'],
    buckets: agentDurationBuckets,
  }),
  activeRuns: metric({
    name: 'observatory_active_runs',
    kind: 'gauge',
    unit: '',
    description: 'Executions running now.',
    labels: runLabels,
  }),
  lastStepAge: metric({
    name: 'observatory_last_step_age_seconds',
    kind: 'gauge',
    unit: 's',
    description: 'Age of the last sign of life of the running execution that has been silent longest.',
    labels: runLabels,
  }),
  llmCalls: metric({
    name: 'observatory_llm_calls_total',
    kind: 'counter',
    unit: '',
    description: 'Inferences ended.',
    labels: modelLabels,
  }),
  tokens: metric({
    name: 'observatory_tokens_total',
    kind: 'counter',
    unit: '',
    description:
      'Tokens at the leaves. `type` is input, output, cache_read, cache_write or reasoning; the last three are parts of the first two.',
    labels: [...modelLabels, 'type'],
  }),
  cost: metric({
    name: 'observatory_cost_usd_total',
    kind: 'counter',
    unit: '',
    description: 'Cost of inferences in US dollars; unpriced ones add nothing here and count below.',
    labels: modelLabels,
  }),
  unpricedCalls: metric({
    name: 'observatory_unpriced_calls_total',
    kind: 'counter',
    unit: '',
    description: 'Inferences whose model has no price.',
    labels: modelLabels,
  }),
  llmErrors: metric({
    name: 'observatory_llm_errors_total',
    kind: 'counter',
    unit: '',
    description: 'Inferences that failed, by type of error; part of the inferences ended.',
    labels: [...modelLabels, 'error_type'],
  }),
  llmDuration: metric({
    name: 'observatory_llm_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of inferences that ended well.',
    labels: ['deployment_environment_name', 'provider', 'model'],
    buckets: durationBuckets,
  }),
  timeToFirstToken: metric({
    name: 'observatory_time_to_first_token_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'Time from the request to the first chunk of a streamed answer, where the sender tells it.',
    labels: ['deployment_environment_name', 'provider', 'model'],
    buckets: durationBuckets,
  }),
  toolCalls: metric({
    name: 'observatory_tool_calls_total',
    kind: 'counter',
    unit: '',
    description: 'Tool calls ended, by status.',
    labels: [...runLabels, 'tool', 'status'],
  }),
  toolDuration: metric({
    name: 'observatory_tool_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of tool calls.',
    labels: ['deployment_environment_name', 'tool'],
    buckets: durationBuckets,
  }),
  runCalls: metric({
    name: 'observatory_run_calls',
    kind: 'histogram',
    unit: '',
    description: 'Calls of models and tools in one execution that ended.',
    labels: runLabels,
    buckets: callCountBuckets,
  }),
  runTokens: metric({
    name: 'observatory_run_tokens',
    kind: 'histogram',
    unit: '',
    description: 'Tokens of one execution that ended, input and output together.',
    labels: runLabels,
    buckets: tokenBuckets,
  }),
  runCost: metric({
    name: 'observatory_run_cost_usd',
    kind: 'histogram',
    unit: '',
    description: 'Cost in US dollars of one execution that ended and whose cost is known.',
    labels: runLabels,
    buckets: costBuckets,
  }),
  activeRunCalls: metric({
    name: 'observatory_active_run_calls',
    kind: 'gauge',
    unit: '',
    description: 'Calls of models and tools of the running execution that has most.',
    labels: runLabels,
  }),
  evaluationScore: metric({
    name: 'observatory_evaluation_score',
    kind: 'histogram',
    unit: '',
    description: 'Scores of evaluations from 0 to 1; others are left out.',
    labels: [...runLabels, 'evaluation'],
    buckets: scoreBuckets,
  }),
  events: metric({
    name: 'observatory_events_total',
    kind: 'counter',
    unit: '',
    description: 'Events of agents stored, by type and severity (EN1 counts these).',
    labels: ['type', 'severity'],
  }),
  agentInfo: metric({
    name: 'observatory_agent_info',
    kind: 'gauge',
    unit: '',
    description:
      'Agents that ran within the last day: in which environment and service, in which version; always 1.',
    labels: ['deployment_environment_name', 'service_name', 'agent', 'version'],
  }),
  priceTableAge: metric({
    name: 'observatory_price_table_age_seconds',
    kind: 'gauge',
    unit: 's',
    description: 'Age of the price table that the hub prices by.',
    labels: [],
  }),
} as const;

/** The hub about itself. */
export const hubMetrics = {
  redactions: metric({
    name: 'observatory_redactions_total',
    kind: 'counter',
    unit: '',
    description:
      'What rules took out of texts before they were stored: `secrets` is what each hub looks for.',
    labels: ['rule'],
  }),
  ingested: metric({
    name: 'observatory_ingested_total',
    kind: 'counter',
    unit: '',
    description: 'Records stored, by signal.',
    labels: ['signal'],
  }),
  rejected: metric({
    name: 'observatory_rejected_total',
    kind: 'counter',
    unit: '',
    description: 'Records or requests refused, by signal and reason.',
    labels: ['signal', 'reason'],
  }),
  ingestDuration: metric({
    name: 'observatory_ingest_duration_seconds',
    kind: 'histogram',
    unit: 's',
    description: 'Time from a decoded request to its commit.',
    labels: ['signal'],
    buckets: requestBuckets,
  }),
  ingestedPerSecond: metric({
    name: 'observatory_ingested_per_second',
    kind: 'gauge',
    unit: '',
    description: 'Records that this hub stored a second, over the last minute: what hubs are scaled by.',
    labels: [],
  }),
  writerWaitingBytes: metric({
    name: 'observatory_writer_waiting_bytes',
    kind: 'gauge',
    unit: 'By',
    description: 'Rough bytes that wait to be stored; from 128 MiB on requests are refused.',
    labels: [],
  }),
  writerWaitingRequests: metric({
    name: 'observatory_writer_waiting_requests',
    kind: 'gauge',
    unit: '',
    description: 'Requests that wait to be stored, those that are being stored included.',
    labels: [],
  }),
  writerDelay: metric({
    name: 'observatory_writer_delay_seconds',
    kind: 'gauge',
    unit: 's',
    description: 'How long the request that waits longest has waited to be stored.',
    labels: [],
  }),
  figuresLag: metric({
    name: 'observatory_figures_queue_length',
    kind: 'gauge',
    unit: '',
    description: 'Entries that wait to be added up into the figures of agents.',
    labels: [],
  }),
  erasuresPending: metric({
    name: 'observatory_erasures_pending',
    kind: 'gauge',
    unit: '',
    description: 'Erasures of users that are under way.',
    labels: [],
  }),
  liveBehind: metric({
    name: 'observatory_live_behind_events',
    kind: 'gauge',
    unit: '',
    description: 'Stored events that this hub has yet to pass on to its live streams.',
    labels: [],
  }),
  connections: metric({
    name: 'observatory_database_connections',
    kind: 'gauge',
    unit: '',
    description:
      'Connections of this hub to its database, by pool: `in_use`, `idle`, and requests that are `waiting` for one.',
    labels: ['pool', 'state'],
  }),
  eventLoopDelay: metric({
    name: 'observatory_event_loop_delay_seconds',
    kind: 'gauge',
    unit: 's',
    description:
      '99th percentile of how late the event loop of this hub was, of the last half minute or minute.',
    labels: [],
  }),
  databaseUp: metric({
    name: 'observatory_database_up',
    kind: 'gauge',
    unit: '',
    description: 'Whether the database of the hub answers, 1 or 0.',
    labels: [],
  }),
  daysAhead: metric({
    name: 'observatory_days_ahead',
    kind: 'gauge',
    unit: '',
    description: 'Days after today for which each table that is kept by days has its partition.',
    labels: [],
  }),
  hubs: metric({
    name: 'observatory_hubs',
    kind: 'gauge',
    unit: '',
    description: 'Hubs that are connected to the database.',
    labels: [],
  }),
  foldLag: metric({
    name: 'observatory_fold_queue_length',
    kind: 'gauge',
    unit: '',
    description: 'Traces that wait to be folded into executions.',
    labels: [],
  }),
  foldDelay: metric({
    name: 'observatory_fold_delay_seconds',
    kind: 'gauge',
    unit: 's',
    description: 'How long the trace that waits longest has waited to be folded.',
    labels: [],
  }),
  notifications: metric({
    name: 'observatory_notifications_total',
    kind: 'counter',
    unit: '',
    description: 'Notices by the kind of their channel: messages sent, retried or dead, and notices dropped.',
    labels: ['kind', 'outcome'],
  }),
  notificationsPending: metric({
    name: 'observatory_notifications_pending',
    kind: 'gauge',
    unit: '',
    description: 'Notices that wait to be sent, or to be sent again.',
    labels: [],
  }),
  notificationsDead: metric({
    name: 'observatory_notifications_dead',
    kind: 'gauge',
    unit: '',
    description: 'Notices that were given up and can be sent again by hand.',
    labels: [],
  }),
  notificationsDelay: metric({
    name: 'observatory_notifications_delay_seconds',
    kind: 'gauge',
    unit: 's',
    description: 'For how long the notice that waits longest is overdue.',
    labels: [],
  }),
  alertsReceived: metric({
    name: 'observatory_alerts_received_total',
    kind: 'counter',
    unit: '',
    description: "Alerts that Alertmanager's webhook brought: firing, resolved, or left_out of the history.",
    labels: ['status'],
  }),
  ruleEvaluation: metric({
    name: 'observatory_rule_evaluation_seconds',
    kind: 'histogram',
    unit: 's',
    description:
      'Time that one evaluation of all alert rules whose turn it is took, on the hub that evaluates.',
    labels: [],
    buckets: requestBuckets,
  }),
  rules: metric({
    name: 'observatory_rules',
    kind: 'gauge',
    unit: '',
    description:
      'Alert rules by what they are: ok, pending, firing or unknown; of the hub that evaluates alone.',
    labels: ['state'],
  }),
  cpuTime: metric({
    name: 'observatory_hub_cpu_seconds_total',
    kind: 'counter',
    unit: 's',
    description: 'CPU seconds that the hub used, without its database.',
    labels: [],
  }),
  memory: metric({
    name: 'observatory_hub_memory_bytes',
    kind: 'gauge',
    unit: 'By',
    description: 'Resident memory of the hub, without its database.',
    labels: [],
  }),
  databaseSize: metric({
    name: 'observatory_hub_database_bytes',
    kind: 'gauge',
    unit: 'By',
    description: "What the hub's database takes on disk.",
    labels: [],
  }),
  tlsCertificateExpiry: metric({
    name: 'observatory_tls_certificate_expiry_timestamp_seconds',
    kind: 'gauge',
    unit: 's',
    description: "When the hub's TLS certificate ends, in seconds since the epoch; only with TLS.",
    labels: [],
  }),
  shedRequests: metric({
    name: 'observatory_shed_total',
    kind: 'counter',
    unit: '',
    description:
      'Requests refused because the hub was under pressure: `heavy_read` for analyses, searches and SQL, `read` for others, `ingest` for telemetry.',
    labels: ['kind'],
  }),
  shedLevel: metric({
    name: 'observatory_shed_level',
    kind: 'gauge',
    unit: '',
    description:
      'How many kinds of requests the hub refuses now: 0 none, 1 heavy reads, 2 all reads, 3 telemetry too.',
    labels: [],
  }),
  streamClients: metric({
    name: 'observatory_stream_clients',
    kind: 'gauge',
    unit: '',
    description: 'Clients of live streams.',
    labels: ['stream'],
  }),
  redisUp: metric({
    name: 'observatory_redis_up',
    kind: 'gauge',
    unit: '',
    description: 'Whether Redis between the hubs answers, 1 or 0; only with OBSERVATORY_REDIS_URL.',
    labels: [],
  }),
  redisFailures: metric({
    name: 'observatory_redis_failures_total',
    kind: 'counter',
    unit: '',
    description:
      'Commands to Redis, and attempts to connect, that failed or took too long; only with OBSERVATORY_REDIS_URL.',
    labels: [],
  }),
} as const;

/** The shim about itself. */
export const shimMetrics = {
  dropped: metric({
    name: 'observatory_shim_dropped_total',
    kind: 'counter',
    unit: '',
    description:
      'Spans, log records and metric exports that were not delivered. `reason` is queue_full, export_failed or rejected.',
    labels: ['signal', 'reason'],
  }),
  streamDropped: metric({
    name: 'observatory_shim_stream_dropped_total',
    kind: 'counter',
    unit: '',
    description:
      'Events that a subscriber in this process wanted and did not get. `reason` is buffer_full, rate_limit, callback_failed or unsubscribed.',
    labels: ['reason'],
  }),
  abandonedExecutions: metric({
    name: 'observatory_shim_abandoned_executions_total',
    kind: 'counter',
    unit: '',
    description:
      'Executions that were started by id and never ended. `reason` is silent (nothing for a day) or too_many.',
    labels: ['reason'],
  }),
  ignoredCalls: metric({
    name: 'observatory_shim_ignored_calls_total',
    kind: 'counter',
    unit: '',
    description:
      'Calls that could not be followed: for an execution that had `ended` or is `unknown`; of an `evaluation` that says nothing; for a metric whose name (`metric_name`), kind (`metric_kind`) or value (`metric_value`) does not fit, or that is one too many (`metric_limit`).',
    labels: ['reason'],
  }),
  droppedLabels: metric({
    name: 'observatory_shim_dropped_labels_total',
    kind: 'counter',
    unit: '',
    description:
      'Measurements that lost a label, or whose label became _OTHER. `reason` is id, undeclared, invalid or series_limit.',
    labels: ['metric', 'label', 'reason'],
  }),
  overhead: metric({
    name: 'observatory_shim_overhead_seconds_total',
    kind: 'counter',
    unit: 's',
    description:
      'Time that telemetry took from the service, measured by samples. `kind` is metric, log, span, health or export.',
    labels: ['kind'],
  }),
  limitedLines: metric({
    name: 'observatory_shim_limited_lines_total',
    kind: 'counter',
    unit: '',
    description:
      'Log lines that were left out; log_events_total counts them too. `reason` is repeated, sampled or stdout (it took none).',
    labels: ['service', 'reason'],
  }),
} as const;

/** `observatory doctor`, which sends through the stack and looks for what it sent. */
export const doctorMetrics = {
  checks: metric({
    name: 'observatory.doctor.checks',
    kind: 'counter',
    unit: '{check}',
    description: 'Walks of the doctor through the stack.',
    labels: [],
  }),
} as const;
