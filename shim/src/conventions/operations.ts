/** `gen_ai.operation.name` of an inference: only these spans carry tokens and cost that count (design decision 2). */
export const inferenceOperations = ['chat', 'generate_content', 'text_completion', 'embeddings'] as const;
/** One of the operations that are inferences. */
export type InferenceOperation = (typeof inferenceOperations)[number];

/** `gen_ai.operation.name` of an execution: a run of an agent or a workflow (design decision 1). */
export const executionOperations = ['invoke_agent', 'invoke_workflow'] as const;
/** One of the operations that are executions. */
export type ExecutionOperation = (typeof executionOperations)[number];

/** `gen_ai.operation.name` of what an agent does with its memory (GenAI conventions, "Memory"). */
export const memoryOperations = [
  'create_memory',
  'search_memory',
  'update_memory',
  'upsert_memory',
  'delete_memory',
  'create_memory_store',
  'delete_memory_store',
] as const;

/** Every `gen_ai.operation.name` that is known. */
export const operations = [
  ...executionOperations,
  ...inferenceOperations,
  'execute_tool',
  'retrieval',
  'plan',
  'create_agent',
  ...memoryOperations,
] as const;
/** One of all operations. */
export type Operation = (typeof operations)[number];

/** What a step of an execution is. `step` is one that the service named itself. */
export const stepKinds = [
  'step',
  'llm',
  'embedding',
  'tool',
  'retrieval',
  'memory',
  'plan',
  'agent',
  'workflow',
] as const;
/** One of the kinds of steps. */
export type StepKind = (typeof stepKinds)[number];

/** The kind of step that a span of this operation is. */
export const stepKindOf: Readonly<Record<Operation, StepKind>> = {
  invoke_agent: 'agent',
  invoke_workflow: 'workflow',
  chat: 'llm',
  generate_content: 'llm',
  text_completion: 'llm',
  embeddings: 'embedding',
  execute_tool: 'tool',
  retrieval: 'retrieval',
  plan: 'plan',
  create_agent: 'step',
  create_memory: 'memory',
  search_memory: 'memory',
  update_memory: 'memory',
  upsert_memory: 'memory',
  delete_memory: 'memory',
  create_memory_store: 'memory',
  delete_memory_store: 'memory',
};

/** What may run as an execution. */
export const executionKinds = ['agent', 'workflow'] as const;
/** An agent or a workflow. */
export type ExecutionKind = (typeof executionKinds)[number];

/** How an execution stands (contract, "Everywhere"). */
export const executionStatuses = ['running', 'completed', 'failed', 'cancelled'] as const;
/** One of the statuses. */
export type ExecutionStatus = (typeof executionStatuses)[number];

/** Label `status` of metrics (contract, "Everywhere"); a running execution has none. */
export const statusLabels = { completed: 'success', failed: 'failed', cancelled: 'cancelled' } as const;
/** One of the labels of an execution that has ended. */
export type StatusLabel = (typeof statusLabels)[keyof typeof statusLabels];

/** Error type of an execution that went silent; a late end corrects it. */
export const ABANDONED = 'abandoned';

/** `{operation} {target}`, or the operation alone where the target has no name (GenAI conventions, "Spans"). */
export function spanName(operation: Operation, target?: string): string {
  return target ? `${operation} ${target}` : operation;
}
