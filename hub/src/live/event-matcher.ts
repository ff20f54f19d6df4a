import type { EventFilter } from '../store/read-events.ts';
import type { LiveEvent } from './live-event.ts';

/** Whether an event passes a filter: the conditions that read-events.ts has in SQL. */
export function matcherOf(filter: EventFilter): (event: LiveEvent) => boolean {
  const tests: ((event: LiveEvent) => boolean)[] = [];
  const oneOf = (
    values: readonly string[] | undefined,
    valueIn: (event: LiveEvent) => string | null | undefined,
  ) => {
    if (values === undefined) return;
    const wanted: ReadonlySet<string | null | undefined> = new Set(values);
    tests.push((event) => wanted.has(valueIn(event)));
  };
  oneOf(filter.types, ({ row }) => row.type);
  oneOf(filter.severities, ({ row }) => row.severity);
  oneOf(filter.executionIds, ({ row }) => row.execution_id);
  oneOf(filter.traceId === undefined ? undefined : [filter.traceId], ({ row }) => row.trace_id);
  oneOf(filter.agents, ({ agent }) => agent);
  oneOf(filter.workflows, ({ workflow }) => workflow);
  const words = filter.words?.map((word) => word.toLowerCase()) ?? [];
  if (words.length > 0) tests.push(({ text }) => words.every((word) => text.includes(word)));
  for (const [name, value] of filter.tags ?? [])
    tests.push(({ row }) => textOf(row.attributes[name]) === value);
  return (event) => tests.every((test) => test(event));
}

/** As PostgreSQL's `->>` gives it, of what is no list. */
function textOf(value: unknown): string | undefined {
  return value === undefined || value === null
    ? undefined
    : typeof value === 'string'
      ? value
      : String(value);
}

/**
 * Where a filter is kept so that an event finds it without asking all: under each value of the dimension that tells
 * most. An event has one value of each, so that it meets a filter once.
 */
export function placesOf(filter: EventFilter): string[] {
  const { executionIds, traceId, agents, types, severities } = filter;
  if (executionIds) return executionIds.map((id) => `execution ${id}`);
  if (traceId) return [`trace ${traceId}`];
  if (agents) return agents.map((name) => `agent ${name}`);
  if (types) return types.map((type) => `type ${type}`);
  if (severities) return severities.map((severity) => `severity ${severity}`);
  return ['*'];
}

/** The places at which an event looks for filters. */
export function placesFor(event: LiveEvent, areAgentsWatched: boolean): string[] {
  const { execution_id, trace_id, type, severity } = event.row;
  const places = ['*', `type ${type}`, `severity ${severity}`];
  if (execution_id !== null) places.push(`execution ${execution_id}`);
  if (trace_id !== null) places.push(`trace ${trace_id}`);
  if (areAgentsWatched && event.agent !== undefined) places.push(`agent ${event.agent}`);
  return places;
}
