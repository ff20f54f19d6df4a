import type { Execution, ExecutionKind, ExecutionStatus } from '../hub/types.ts';

export const statuses = ['running', 'completed', 'failed', 'cancelled'] as const satisfies ExecutionStatus[];
export const kinds = ['agent', 'workflow'] as const satisfies ExecutionKind[];

/** Which executions the list shows; what is left out is not filtered by. */
export interface ListFilter {
  readonly status?: ExecutionStatus;
  readonly kind?: ExecutionKind;
  /** Exactly this agent or workflow. */
  readonly name?: string;
  /** Words to search for; what they match is the hub's to say. */
  readonly q?: string;
  /** Also executions that another one started. */
  readonly nested: boolean;
}

const oneOf = <V extends string>(values: readonly V[], value: string | null): V | undefined =>
  values.find((candidate) => candidate === value);

/** The filter that a page address holds; values that it does not know are left out. */
export function readFilter(search: URLSearchParams): ListFilter {
  const status = oneOf(statuses, search.get('status'));
  const kind = oneOf(kinds, search.get('kind'));
  const name = search.get('name')?.trim();
  const q = search.get('q')?.trim();
  return {
    ...(status ? { status } : {}),
    ...(kind ? { kind } : {}),
    ...(name ? { name } : {}),
    ...(q ? { q } : {}),
    nested: search.get('nested') === '1',
  };
}

/** The query part of the page address that holds this filter: `''` or `?…`. */
export function writeFilter(filter: ListFilter): string {
  const search = new URLSearchParams();
  if (filter.status) search.set('status', filter.status);
  if (filter.kind) search.set('kind', filter.kind);
  if (filter.name) search.set('name', filter.name);
  if (filter.q) search.set('q', filter.q);
  if (filter.nested) search.set('nested', '1');
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** Whether a filter leaves anything out that the plain list shows. */
export function isFiltered(filter: ListFilter): boolean {
  return Boolean(filter.status || filter.kind || filter.name || filter.q);
}

/** Whether an execution is in the list of this filter; `unknown` where only the hub can tell (text search). */
export function matchesFilter(execution: Execution, filter: ListFilter): 'yes' | 'no' | 'unknown' {
  if (!filter.nested && execution.parent_id !== null) return 'no';
  if (filter.status && execution.status !== filter.status) return 'no';
  if (filter.kind && execution.kind !== filter.kind) return 'no';
  if (filter.name && execution.name !== filter.name) return 'no';
  return filter.q ? 'unknown' : 'yes';
}
