/**
 * Names of span, log and resource attributes.
 *
 * `gen_ai.*` and `mcp.*` follow the OpenTelemetry GenAI and MCP semantic conventions, stage B, with
 * `cache_write` of stage C (all of them still "Development"; hence one module). `observatory.*` is ours.
 */
export const Attr = {
  operationName: 'gen_ai.operation.name',
  providerName: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  responseId: 'gen_ai.response.id',
  finishReasons: 'gen_ai.response.finish_reasons',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  requestStream: 'gen_ai.request.stream',
  requestMaxTokens: 'gen_ai.request.max_tokens',
  requestTemperature: 'gen_ai.request.temperature',
  requestTopP: 'gen_ai.request.top_p',
  requestTopK: 'gen_ai.request.top_k',
  requestFrequencyPenalty: 'gen_ai.request.frequency_penalty',
  requestPresencePenalty: 'gen_ai.request.presence_penalty',
  requestStopSequences: 'gen_ai.request.stop_sequences',
  requestSeed: 'gen_ai.request.seed',
  requestChoiceCount: 'gen_ai.request.choice.count',
  requestEncodingFormats: 'gen_ai.request.encoding_formats',
  requestReasoningLevel: 'gen_ai.request.reasoning.level',
  requestPreviousResponseId: 'gen_ai.request.previous_response.id',
  outputType: 'gen_ai.output.type',
  embeddingsDimensionCount: 'gen_ai.embeddings.dimension.count',
  agentId: 'gen_ai.agent.id',
  agentName: 'gen_ai.agent.name',
  agentVersion: 'gen_ai.agent.version',
  agentDescription: 'gen_ai.agent.description',
  workflowName: 'gen_ai.workflow.name',
  conversationId: 'gen_ai.conversation.id',
  dataSourceId: 'gen_ai.data_source.id',
  toolName: 'gen_ai.tool.name',
  toolType: 'gen_ai.tool.type',
  toolCallId: 'gen_ai.tool.call.id',
  toolDescription: 'gen_ai.tool.description',
  promptName: 'gen_ai.prompt.name',
  memoryStoreId: 'gen_ai.memory.store.id',
  memoryRecordId: 'gen_ai.memory.record.id',
  memoryRecordCount: 'gen_ai.memory.record.count',
  tokenType: 'gen_ai.token.type',
  tokenModality: 'gen_ai.token.modality',

  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cacheReadTokens: 'gen_ai.usage.cache_read.input_tokens',
  cacheWriteTokens: 'gen_ai.usage.cache_write.input_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  costAmount: 'gen_ai.usage.cost.amount',
  costCurrency: 'gen_ai.usage.cost.currency',

  /** Content: recorded only when asked for (design decision 4). */
  systemInstructions: 'gen_ai.system_instructions',
  inputMessages: 'gen_ai.input.messages',
  outputMessages: 'gen_ai.output.messages',
  toolDefinitions: 'gen_ai.tool.definitions',
  toolCallArguments: 'gen_ai.tool.call.arguments',
  toolCallResult: 'gen_ai.tool.call.result',
  /** JSON text of a list of `{id, content, metadata, score}`. */
  memoryRecords: 'gen_ai.memory.records',

  mcpMethodName: 'mcp.method.name',
  mcpSessionId: 'mcp.session.id',
  mcpProtocolVersion: 'mcp.protocol.version',
  mcpResourceUri: 'mcp.resource.uri',
  jsonrpcRequestId: 'jsonrpc.request.id',
  rpcResponseStatusCode: 'rpc.response.status_code',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  networkTransport: 'network.transport',
  networkProtocolName: 'network.protocol.name',

  httpRequestMethod: 'http.request.method',
  httpRoute: 'http.route',
  httpResponseStatusCode: 'http.response.status_code',
  dbSystemName: 'db.system.name',
  dbOperationName: 'db.operation.name',
  dbNamespace: 'db.namespace',
  dbCollectionName: 'db.collection.name',
  dbQueryText: 'db.query.text',
  dbResponseStatusCode: 'db.response.status_code',
  messagingSystem: 'messaging.system',
  messagingDestinationName: 'messaging.destination.name',
  messagingOperationName: 'messaging.operation.name',
  messagingOperationType: 'messaging.operation.type',
  messagingMessageId: 'messaging.message.id',
  messagingConversationId: 'messaging.message.conversation_id',
  messagingBatchMessageCount: 'messaging.batch.message_count',
  messagingRabbitmqRoutingKey: 'messaging.rabbitmq.destination.routing_key',
  bullmqJobName: 'bullmq.job.name',
  bullmqJobAttempts: 'bullmq.job.attempts.made',

  codeFunctionName: 'code.function.name',
  webSocketSide: 'observatory.websocket.side',
  webSocketMessageSize: 'observatory.websocket.message.size',

  /** Lists of `observatory.instrumentation`, by the names of docs/libraries.md. */
  instrumented: 'observatory.instrumentation.instrumented',
  instrumentedLate: 'observatory.instrumentation.late',
  instrumentationUnreached: 'observatory.instrumentation.unreached',
  /** Installed, but not loaded by then. */
  instrumentationWaiting: 'observatory.instrumentation.waiting',
  /** Packages that would be seen through a wrapper, each with the line that adds it. */
  instrumentationUnwrapped: 'observatory.instrumentation.unwrapped',

  errorType: 'error.type',
  exceptionType: 'exception.type',
  exceptionMessage: 'exception.message',
  exceptionStacktrace: 'exception.stacktrace',
  userId: 'user.id',
  sessionId: 'session.id',
  /** Of the hub's spans about itself (hub-work.ts). */
  hubJob: 'observatory.hub.job',
  hubSignal: 'observatory.hub.signal',
  hubRecords: 'observatory.hub.records',
  serviceName: 'service.name',
  serviceVersion: 'service.version',
  serviceNamespace: 'service.namespace',
  serviceInstanceId: 'service.instance.id',
  deploymentEnvironment: 'deployment.environment.name',
  logRecordUid: 'log.record.uid',
  /** The event's name once more: collectors before 0.116 lose the record's own field. */
  eventName: 'event.name',

  /** 48 hex digits: trace id and span id of the execution's span. */
  executionId: 'observatory.execution.id',
  /** Start of the execution in integer microseconds since the epoch; the same in each of its events and spans. */
  executionStart: 'observatory.execution.start_unix_us',
  /** Id of the execution that this one was started from, where there is one. */
  executionParentId: 'observatory.execution.parent_id',
  /** `agent` or `workflow`. */
  executionKind: 'observatory.execution.kind',
  /** What the agent was asked to do: the `operation` of `trackExecution`. */
  executionOperation: 'observatory.execution.operation',
  executionStatus: 'observatory.execution.status',
  executionDurationMs: 'observatory.execution.duration_ms',
  executionInput: 'observatory.execution.input',
  executionOutput: 'observatory.execution.output',
  executionMemoryBytes: 'observatory.execution.memory_bytes',
  /** CPU time that the process used while the execution ran, in milliseconds; shared by all that ran then. */
  executionCpuMs: 'observatory.execution.cpu_ms',
  cancelReason: 'observatory.execution.cancel_reason',
  taskId: 'observatory.task.id',
  workflowId: 'observatory.workflow.id',
  requestId: 'observatory.request.id',
  stepName: 'observatory.step.name',
  stepKind: 'observatory.step.kind',
  stepDurationMs: 'observatory.step.duration_ms',
  stepData: 'observatory.step.data',
  stepStatus: 'observatory.step.status',
  stepAttempt: 'observatory.step.attempt',
  /** Running executions of a process, each as `ID/START` (48 hex digits, start in microseconds). */
  heartbeatExecutions: 'observatory.heartbeat.executions',
  /** Place of a snapshot in its execution, from 0. */
  snapshotSequence: 'observatory.snapshot.sequence',
  /** The whole state, as JSON text. */
  snapshotState: 'observatory.snapshot.state',
  /** What changed since the snapshot before, as a JSON Patch (RFC 6902). */
  snapshotDifference: 'observatory.snapshot.difference',
  /** Why a snapshot has neither state nor difference: `too_large`. */
  snapshotOmitted: 'observatory.snapshot.omitted',

  evaluationName: 'gen_ai.evaluation.name',
  evaluationScore: 'gen_ai.evaluation.score.value',
  evaluationLabel: 'gen_ai.evaluation.score.label',
  evaluationExplanation: 'gen_ai.evaluation.explanation',
  /** Who judged: `user` for feedback, else the evaluator's name. */
  evaluationSource: 'observatory.evaluation.source',
  /** Family of an operation that a service traced: `file`, `registry`, `transaction` … (`operationFamilies`). */
  operationFamily: 'observatory.operation.family',
  /** Set on a value that was cut to its byte budget: the size before, in bytes. */
  truncatedBytes: 'observatory.truncated_bytes',
} as const;

/** Name of any attribute of the conventions. */
export type AttributeName = (typeof Attr)[keyof typeof Attr];

/**
 * The short names that the described systems use, beside the attribute that carries the value.
 * A service may give either; both stay searchable (contract, "Everywhere").
 */
export const attributeAliases = {
  userId: Attr.userId,
  sessionId: Attr.sessionId,
  agentId: Attr.agentId,
  agentType: Attr.agentName,
  taskId: Attr.taskId,
  workflowId: Attr.workflowId,
  workflowType: Attr.workflowName,
  executionId: Attr.executionId,
  step: Attr.stepName,
  requestId: Attr.requestId,
} as const satisfies Record<string, AttributeName>;

/** One of the short names. */
export type AttributeAlias = keyof typeof attributeAliases;
