import { eventTypes, type GroupField, groupFields, severities } from '@observatory/shim/conventions';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { HubError } from '../errors.ts';
import type { AdvancedFilter } from '../live/advanced-filter.ts';
import { wordsOf } from '../live/words.ts';
import type { EventFilter } from '../store/read-events.ts';
import { listOf, queryOf, storedText } from './query-values.ts';

const MAX_WINDOW_MS = 3_600_000;

/** What a stream of events takes: VX9's filters, and VX3's advanced one. */
export const EventStreamQuery = queryOf({
  types: Type.Optional(Type.String({ description: `Comma list of ${eventTypes.join(', ')}.` })),
  severities: Type.Optional(Type.String({ description: `Comma list of ${severities.join(', ')}.` })),
  executionId: Type.Optional(
    Type.String({
      pattern: '^[0-9a-f]{48}(,[0-9a-f]{48}){0,19}$',
      description: 'Only of this execution, or of these: a comma list of at most 20.',
    }),
  ),
  trace_id: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$', description: 'Only of this trace.' })),
  agents: Type.Optional(
    storedText({ maxLength: 4096, description: 'Comma list of names of agents, or of workflows.' }),
  ),
  workflows: Type.Optional(storedText({ maxLength: 4096, description: 'Comma list of names of workflows.' })),
  text: Type.Optional(
    storedText({
      maxLength: 200,
      description: 'Words that all occur, in any case, in the message, the type or the attributes.',
    }),
  ),
  rate: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1e6,
      description: 'Most events a second; what is over it is dropped and told as missed.',
    }),
  ),
  burst: Type.Optional(
    Type.Number({ minimum: 1, maximum: 1e6, description: 'With `rate`: so many at once; 1 unless given.' }),
  ),
  window_ms: Type.Optional(
    Type.Number({
      minimum: 1,
      maximum: MAX_WINDOW_MS,
      description: 'Events are counted in windows of so many milliseconds.',
    }),
  ),
  group_by: Type.Optional(
    Type.String({
      description: `With \`window_ms\`: by what they are counted, a comma list of ${groupFields.join(', ')}.`,
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      pattern: '^[0-9]{1,15}$',
      description: 'Goes on after it; the header Last-Event-ID, which browsers send by themselves, wins.',
    }),
  ),
});

/** The filter that the query of a stream asks for. Throws OBS_BAD_REQUEST. */
export function advancedFilterOf(query: Static<typeof EventStreamQuery>): AdvancedFilter {
  const { rate, burst, window_ms: windowMs, group_by: groupBy } = query;
  const needs = (given: string, other: string) =>
    new HubError('OBS_BAD_REQUEST', `Expected \`${other}\` with \`${given}\`.`, { where: `query.${given}` });
  if (burst !== undefined && rate === undefined) throw needs('burst', 'rate');
  if (groupBy !== undefined && windowMs === undefined) throw needs('group_by', 'window_ms');
  return {
    filter: eventFilterOf(query),
    ...(rate !== undefined && { rateLimit: { maxEventsPerSecond: rate, burstSize: burst ?? 1 } }),
    ...(windowMs !== undefined && {
      aggregation: { windowMs, groupBy: listOf<GroupField>(groupBy ?? '', groupFields, 'group_by') },
    }),
  };
}

function eventFilterOf(query: Static<typeof EventStreamQuery>): EventFilter {
  const { types, severities: levels, executionId, trace_id: traceId, agents, workflows, text } = query;
  return {
    ...(types && { types: listOf(types, eventTypes, 'types') }),
    ...(levels && { severities: listOf(levels, severities, 'severities') }),
    ...(executionId && { executionIds: executionId.split(',') }),
    ...(traceId && { traceId }),
    ...(agents && { agents: namesOf(agents) }),
    ...(workflows && { workflows: namesOf(workflows) }),
    ...wordsOf(text),
  };
}

/** A comma list of names, which are not known beforehand. */
export function namesOf(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The cursor to go on after; null where the client comes for the first time. */
export function resumeAfter(request: FastifyRequest, cursor: string | undefined): number | null {
  const header = request.headers['last-event-id'];
  if (header === undefined || header === '') return cursor === undefined ? null : Number(cursor);
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header);
  throw new HubError('OBS_BAD_REQUEST', 'Expected the id of the last event received.', {
    where: 'headers.last-event-id',
  });
}
