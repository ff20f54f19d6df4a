import type { Execution, ExecutionDetail, Span, Step, Usage } from '../hub/types.ts';

const usage: Usage = {
  input_tokens: 0,
  output_tokens: 0,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  reasoning_tokens: 0,
};

const START = Date.UTC(2026, 10, 22, 12, 0, 0);
/** Milliseconds after the fixtures' start as the hub writes a time. */
export const at = (ms: number): string => new Date(START + ms).toISOString().replace('Z', '000Z');

/** An execution for tests: completed, ten seconds long, with nothing in it. */
export function anExecution(with_: Partial<Execution> = {}): Execution {
  const id = with_.id ?? 'a'.repeat(48);
  return {
    id,
    trace_id: id.slice(0, 32),
    span_id: id.slice(32),
    parent_id: null,
    kind: 'agent',
    name: 'researcher',
    operation: null,
    status: 'completed',
    error: null,
    started_at: at(0),
    ended_at: at(10_000),
    duration_ms: 10_000,
    last_event_at: at(10_000),
    service: 'demo',
    environment: null,
    version: null,
    user_id: null,
    session_id: null,
    task_id: null,
    conversation_id: null,
    usage,
    own_usage: usage,
    cost_usd: null,
    own_cost_usd: null,
    unpriced_calls: 0,
    llm_calls: 0,
    tool_calls: 0,
    step_count: 0,
    models: [],
    marks: [],
    ...with_,
  };
}

/** A step for tests, of the execution that `anExecution` gives: completed, one second long. */
export function aStep(step_id: string, with_: Partial<Step> = {}): Step {
  return {
    step_id,
    parent_step_id: null,
    execution_id: 'a'.repeat(48),
    child_execution_id: null,
    kind: 'step',
    name: step_id,
    status: 'completed',
    started_at: at(0),
    ended_at: at(1_000),
    duration_ms: 1_000,
    attempt: null,
    provider: null,
    model: null,
    usage: null,
    cost_usd: null,
    cost_source: null,
    error: null,
    data: null,
    ...with_,
  };
}

/** A span for tests, with nothing but its id. */
export function aSpan(span_id: string, with_: Partial<Span> = {}): Span {
  return {
    trace_id: 'a'.repeat(32),
    span_id,
    parent_span_id: null,
    name: span_id,
    kind: 'internal',
    service: 'demo',
    start_time: at(0),
    end_time: at(1_000),
    duration_ms: 1_000,
    status: 'unset',
    status_message: '',
    attributes: {},
    resource: {},
    events: [],
    links: [],
    ...with_,
  };
}

/** The hub's answer on one execution, for tests. */
export function aDetail(with_: Partial<ExecutionDetail> = {}): ExecutionDetail {
  return {
    execution: anExecution(),
    parents: [],
    children: [],
    steps: [],
    spans: [],
    events: [],
    logs: [],
    logs_from: { source: 'hub', error: null },
    evaluations: [],
    links: { trace: null, logs: null, dashboard: null },
    input: null,
    output: null,
    truncated: [],
    ...with_,
  };
}
