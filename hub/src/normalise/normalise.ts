import {
  Attr,
  type ExecutionKind,
  inferenceOperations,
  type Operation,
  providerNameOf,
  type SpanMeaning,
} from '@observatory/shim/conventions';
import type { Attributes, SpanRecord } from '../otlp/records.ts';
import { AttributeReader, textAt } from './attribute-reader.ts';
import type { SpanFacts } from './facts.ts';
import { type FaultFacts, faultOf, noFault } from './fault.ts';
import { type Models, readCost, readFirstChunk, readUsage } from './inference.ts';
import { meaningOf } from './meaning.ts';
import { nameInSpanName, nameSources } from './span-label.ts';

const KIND_SERVER = 2;

const nothing: SpanFacts = {
  operation: null,
  executionKind: null,
  executionIfOutermost: null,
  label: null,
  agentName: null,
  workflowName: null,
  executionOperation: null,
  toolName: null,
  provider: null,
  requestModel: null,
  responseModel: null,
  responseId: null,
  servedTool: null,
  usage: null,
  firstChunkUs: null,
  reportedCostUsd: null,
  userId: null,
  sessionId: null,
  taskId: null,
  conversationId: null,
  workflowId: null,
  ...noFault,
};

/** What a span says in our terms, whichever SDK made it. Never throws; pure. */
export function normaliseSpan(span: SpanRecord): SpanFacts {
  const { attributes } = span;
  const meaning = meaningOf(attributes, span.source.scopeName);
  const isServed = isServedRequest(span);
  if (meaning === null || isServed) {
    const fault = faultOf(span);
    const servedTool = isServed ? servedToolOf(attributes) : null;
    return fault === noFault && servedTool === null ? nothing : { ...nothing, servedTool, ...fault };
  }
  const reader = new AttributeReader(attributes);
  const isRoot = span.parentSpanId === null;
  return factsOf(
    { attributes, reader, meaning, isRoot, span, spanName: span.name, scope: span.source.scopeName },
    () => faultOf(span, reader),
  );
}

/** What one of our own events says: it carries the attributes of the span that it speaks of. */
export function normaliseEvent(attributes: Attributes): SpanFacts {
  const reader = new AttributeReader(attributes);
  const fault = () => ({
    errorType: reader.text('errorType'),
    errorMessage: reader.text('errorMessage'),
  });
  const meaning = meaningOf(attributes, '');
  if (meaning === null) return { ...nothing, ...fault() };
  return factsOf({ attributes, reader, meaning, isRoot: false, span: null, spanName: '', scope: '' }, fault);
}

/** An MCP server's own span of a call: the client's span is the step, and one call is one step. */
function isServedRequest(span: SpanRecord): boolean {
  return span.kind === KIND_SERVER && span.attributes[Attr.mcpMethodName] !== undefined;
}

function servedToolOf(attributes: Attributes): string | null {
  if (attributes[Attr.mcpMethodName] !== 'tools/call') return null;
  return textAt(attributes, Attr.toolName) ?? 'tools/call';
}

interface Subject {
  readonly attributes: Attributes;
  readonly reader: AttributeReader;
  readonly meaning: SpanMeaning;
  readonly isRoot: boolean;
  /** null of an event. */
  readonly span: SpanRecord | null;
  /** '' of an event. */
  readonly spanName: string;
  readonly scope: string;
}

function factsOf(subject: Subject, fault: () => FaultFacts): SpanFacts {
  const { reader, meaning, isRoot } = subject;
  const models = readModels(reader);
  const usage = mayBeInference(meaning) ? readUsage(reader, subject.attributes, subject.scope, models) : null;
  const operation = operationOf(meaning, isRoot, models, usage !== null);
  const counts = isInference(operation);
  const own = ownName(subject, operation);
  const agentName = reader.text('agentName') ?? (operation === 'invoke_agent' ? own() : null);
  const workflowName = reader.text('workflowName') ?? (operation === 'invoke_workflow' ? own() : null);
  const toolName = reader.text('toolName') ?? (operation === 'execute_tool' ? own() : null);
  const names = { agentName, workflowName, toolName };
  const { errorType, errorMessage } = fault();
  // Field by field: this runs for each span of an agent, and spreads would cost as much as the rest.
  return {
    operation,
    executionKind: executionKindOf(operation),
    executionIfOutermost: meaning === 'chain' && !isRoot ? 'workflow' : null,
    label: labelOf(reader, operation, names, models, own),
    agentName,
    workflowName,
    toolName,
    executionOperation: reader.text('executionOperation'),
    provider: models.provider,
    requestModel: models.requestModel,
    responseModel: models.responseModel,
    usage: counts ? usage : null,
    responseId: counts ? reader.text('responseId') : null,
    servedTool: null,
    firstChunkUs: counts ? readFirstChunk(reader, subject.span) : null,
    reportedCostUsd: counts ? readCost(reader) : null,
    userId: reader.text('userId'),
    sessionId: reader.text('sessionId'),
    taskId: reader.text('taskId'),
    conversationId: reader.text('conversationId'),
    workflowId: reader.text('workflowId'),
    errorType,
    errorMessage,
  };
}

function readModels(reader: AttributeReader): Models {
  const provider = reader.text('provider');
  return {
    provider: provider === null ? null : providerNameOf(provider),
    requestModel: reader.text('requestModel'),
    responseModel: reader.text('responseModel'),
  };
}

function isInference(operation: Operation | 'step'): boolean {
  return (inferenceOperations as readonly string[]).includes(operation);
}

function mayBeInference(meaning: SpanMeaning): boolean {
  return meaning === 'unknown' || (inferenceOperations as readonly string[]).includes(meaning);
}

function operationOf(
  meaning: SpanMeaning,
  isRoot: boolean,
  models: Models,
  hasUsage: boolean,
): Operation | 'step' {
  if (meaning === 'chain') return isRoot ? 'invoke_workflow' : 'step';
  if (meaning !== 'unknown') return meaning;
  const hasModel = models.requestModel !== null || models.responseModel !== null;
  return hasModel && hasUsage ? 'generate_content' : 'step';
}

function executionKindOf(operation: Operation | 'step'): ExecutionKind | null {
  if (operation === 'invoke_agent') return 'agent';
  return operation === 'invoke_workflow' ? 'workflow' : null;
}

/** The name of the thing that a span is about, where no attribute made for that kind has it; null of an event. */
function ownName({ reader, meaning, spanName }: Subject, operation: Operation | 'step'): () => string | null {
  return () => reader.textOf(nameSources(meaning)) ?? nameInSpanName(spanName, operation);
}

function labelOf(
  reader: AttributeReader,
  operation: Operation | 'step',
  names: Pick<SpanFacts, 'agentName' | 'workflowName' | 'toolName'>,
  models: Models,
  own: () => string | null,
): string | null {
  if (isInference(operation)) return models.requestModel ?? models.responseModel;
  if (operation === 'invoke_agent') return names.agentName;
  if (operation === 'invoke_workflow') return names.workflowName;
  if (operation === 'execute_tool') return names.toolName;
  if (operation === 'plan' || operation === 'create_agent') return names.agentName;
  return reader.text(operation === 'retrieval' ? 'dataSource' : 'stepName') ?? own();
}
