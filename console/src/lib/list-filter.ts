import type { Execution, ExecutionKind, ExecutionStatus } from '../hub/types.ts';

export const statuses = ['running', 'completed', 'failed', 'cancelled'] as const satisfies ExecutionStatus[];
export const kinds = ['agent', 'workflow'] as const satisfies ExecutionKind[];
/** What the list can be ordered by; the hub's words. */
export const sorts = ['started', 'duration', 'cost', 'tokens'] as const;
export type ListSort = (typeof sorts)[number];
/** Parts of the filter that name one value exactly; the hub's words too. */
export const exactParts = ['name', 'service', 'environment', 'user', 'session', 'workflow', 'model'] as const;
export type ExactPart = (typeof exactParts)[number];

/** Which executions the list shows, and in which order; what is left out is not filtered by. */
export interface ListFilter extends Readonly<Partial<Record<ExactPart, string>>> {
  readonly status?: ExecutionStatus;
  readonly kind?: ExecutionKind;
  /** In the hub's query language; words alone are text to search for. */
  readonly q?: string;
  /** Also executions that another one started. */
  readonly nested: boolean;
  /** Began then or later, ISO 8601. */
  readonly from?: string;
  /** Began before then, ISO 8601. */
  readonly to?: string;
  /** In place of `from`: began within these minutes. */
  readonly minutes?: number;
  /** Newest first where it is left out. */
  readonly sort?: Exclude<ListSort, 'started'>;
}

/** The parts that one value or none holds. */
const wordParts = ['status', 'kind', ...exactParts, 'q', 'sort'] as const;
/** What of an address holds a filter, its time range aside. */
export const filterParts = [...wordParts, 'nested'] as const;

const oneOf = <V extends string>(values: readonly V[], value: string | null): V | undefined =>
  values.find((candidate) => candidate === value);

/** The filter that a page address holds, without its time range; values that it does not know are left out. */
export function readFilter(search: URLSearchParams): ListFilter {
  const status = oneOf(statuses, search.get('status'));
  const kind = oneOf(kinds, search.get('kind'));
  const sort = oneOf(['duration', 'cost', 'tokens'] as const, search.get('sort'));
  // `query` is how the hub's API calls it.
  const q = (search.get('q') ?? search.get('query'))?.trim();
  const exact = exactParts.flatMap((part) => {
    const value = search.get(part)?.trim();
    return value ? [[part, value] as const] : [];
  });
  return {
    ...(status ? { status } : {}),
    ...(kind ? { kind } : {}),
    ...Object.fromEntries(exact),
    ...(q ? { q } : {}),
    ...(sort ? { sort } : {}),
    nested: search.get('nested') === '1',
  };
}

/** The query part of the page address that holds this filter, without its time range: `''` or `?…`. */
export function writeFilter(filter: ListFilter): string {
  const search = new URLSearchParams();
  for (const part of wordParts) {
    const value = filter[part];
    if (value) search.set(part, value);
  }
  if (filter.nested) search.set('nested', '1');
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** A filter without one of its parts. */
export function without(filter: ListFilter, part: Exclude<keyof ListFilter, 'nested'>): ListFilter {
  const { [part]: _left, ...rest } = filter;
  return rest;
}

/** Whether a filter leaves anything out that the plain list shows. */
export function isFiltered({ nested: _nested, sort: _sort, ...rest }: ListFilter): boolean {
  return Object.keys(rest).length > 0;
}

const valueIn = {
  name: ({ name }: Execution) => name,
  service: ({ service }: Execution) => service,
  environment: ({ environment }: Execution) => environment,
  user: ({ user_id }: Execution) => user_id,
  session: ({ session_id }: Execution) => session_id,
} as const;

/** Whether an execution is in the list of this filter; `unknown` where only the hub can tell. */
export function matchesFilter(execution: Execution, filter: ListFilter): 'yes' | 'no' | 'unknown' {
  if (!filter.nested && execution.parent_id !== null) return 'no';
  if (filter.status && execution.status !== filter.status) return 'no';
  if (filter.kind && execution.kind !== filter.kind) return 'no';
  for (const part of ['name', 'service', 'environment', 'user', 'session'] as const) {
    if (filter[part] && valueIn[part](execution) !== filter[part]) return 'no';
  }
  if (filter.workflow && (execution.kind !== 'workflow' || execution.name !== filter.workflow)) return 'no';
  const startMs = Date.parse(execution.started_at);
  if (filter.from && startMs < Date.parse(filter.from)) return 'no';
  if (filter.to && startMs >= Date.parse(filter.to)) return 'no';
  return filter.q || filter.model ? 'unknown' : 'yes';
}
