import type { Hub } from '../hub/hub.ts';
import type { Execution } from '../hub/types.ts';
import type { CsvValue } from '../lib/csv.ts';
import type { ListFilter } from '../lib/list-filter.ts';
import { fetchExecutions } from './executions-questions.ts';

/** Executions that are exported at most. */
export const MOST_EXPORTED = 10_000;
const PAGE_SIZE = 500;

/**
 * All executions of a filter, page by page; `more` where there are still others. Throws a Problem, or what `signal` was
 * aborted with.
 */
export async function readAll(
  hub: Hub,
  filter: ListFilter,
  signal: AbortSignal,
  onProgress: (read: number) => void,
): Promise<{ executions: Execution[]; more: boolean }> {
  const executions: Execution[] = [];
  let cursor: string | null = null;
  do {
    const page = { limit: PAGE_SIZE, signal, ...(cursor === null ? {} : { cursor }) };
    const answer = await fetchExecutions(hub, filter, page);
    executions.push(...answer.executions);
    cursor = answer.next_cursor;
    onProgress(executions.length);
  } while (cursor !== null && executions.length < MOST_EXPORTED);
  return { executions: executions.slice(0, MOST_EXPORTED), more: cursor !== null };
}

type Cells = Readonly<Record<string, (execution: Execution) => CsvValue>>;

const cells: Cells = {
  id: ({ id }) => id,
  trace_id: ({ trace_id }) => trace_id,
  parent_id: ({ parent_id }) => parent_id,
  kind: ({ kind }) => kind,
  name: ({ name }) => name,
  operation: ({ operation }) => operation,
  status: ({ status }) => status,
  error_type: ({ error }) => error?.type ?? null,
  error_message: ({ error }) => error?.message ?? null,
  started_at: ({ started_at }) => started_at,
  ended_at: ({ ended_at }) => ended_at,
  duration_ms: ({ duration_ms }) => duration_ms,
  service: ({ service }) => service,
  environment: ({ environment }) => environment,
  version: ({ version }) => version,
  user_id: ({ user_id }) => user_id,
  session_id: ({ session_id }) => session_id,
  conversation_id: ({ conversation_id }) => conversation_id,
  task_id: ({ task_id }) => task_id,
  input_tokens: ({ usage }) => usage.input_tokens,
  output_tokens: ({ usage }) => usage.output_tokens,
  cache_read_tokens: ({ usage }) => usage.cache_read_tokens,
  cost_usd: ({ cost_usd }) => cost_usd,
  unpriced_calls: ({ unpriced_calls }) => unpriced_calls,
  llm_calls: ({ llm_calls }) => llm_calls,
  tool_calls: ({ tool_calls }) => tool_calls,
  steps: ({ step_count }) => step_count,
  models: ({ models }) => models.map(({ model }) => model).join(' '),
};

/** Executions as heads and rows of a table, named as the API names them. */
export function tableOf(executions: readonly Execution[]): { heads: string[]; rows: CsvValue[][] } {
  return {
    heads: Object.keys(cells),
    rows: executions.map((execution) => Object.values(cells).map((cell) => cell(execution))),
  };
}
