import { eventFactsOf, eventTypes, type Severity, severities } from '@observatory/shim/conventions';
import Type, { type Static } from 'typebox';
import { HubError } from '../../errors.ts';
import { wordsOf } from '../../live/words.ts';
import { joinNotes, keptNote } from '../../privacy/kept-note.ts';
import { eventsNote } from '../../sealing/search-note.ts';
import { listEvents } from '../../store/list-events.ts';
import { DAY_US, isoOfMicros, nowMicros } from '../../store/micros.ts';
import type { EventFilter, StreamedEvent } from '../../store/read-events.ts';
import type { Api, HubContext } from '../context.ts';
import { namesOf } from '../event-query.ts';
import { openEventPlace, sealEventPlace } from '../page-cursor.ts';
import { listedEventOf } from '../present.ts';
import { FIRST_US, instantOf, listOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { EventList } from '../schemas/events.ts';

/** As long as retention may be (RETENTION_DAYS). */
const MAX_DAYS = 3660;
const DEFAULT_LIMIT = 100;

/** EN's severities (contract.md, "Everywhere"). */
const severitiesOfNumber: ReadonlyMap<string, readonly Severity[]> = new Map([
  ['1', ['debug', 'info']],
  ['2', ['warn']],
  ['3', ['error', 'fatal']],
]);

const EventQuery = Type.Object(
  {
    start_time: Type.Optional(
      Type.String({
        maxLength: 40,
        description:
          'Begin, as 2026-01-02T03:04:05Z. Unless given, a day before the end; all that is kept with `trace_id` or `execution_id`.',
      }),
    ),
    end_time: Type.Optional(Type.String({ maxLength: 40, description: 'End; now, unless given.' })),
    severity: Type.Optional(
      Type.String({
        description: `Comma list of ${severities.join(', ')}, or 1 (debug, info), 2 (warn), 3 (error, fatal).`,
      }),
    ),
    type: Type.Optional(Type.String({ description: `Comma list of ${eventTypes.join(', ')}.` })),
    agent: Type.Optional(
      storedText({ maxLength: 4096, description: 'Comma list of names of agents, or of workflows.' }),
    ),
    trace_id: Type.Optional(
      storedText({ maxLength: 200, description: 'Of this trace; the id of an execution does as well.' }),
    ),
    execution_id: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{48}$', description: 'Of this execution itself.' }),
    ),
    search: Type.Optional(
      storedText({
        maxLength: 200,
        description: 'Words that all occur, in any case, in the message, the type or the attributes.',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: `Events of a page, at most MAX_EVENTS_PER_QUERY; ${DEFAULT_LIMIT} unless given.`,
      }),
    ),
    cursor: Type.Optional(Type.String({ maxLength: 4096, description: '`next_cursor` of the page before.' })),
  },
  {
    additionalProperties: false,
    // `tag.KEY=VALUE`: any attribute, which no list can name.
    patternProperties: { '^tag\\.[^\\u0000]{1,512}$': storedText({ maxLength: 1024 }) },
  },
);
type EventQuery = Static<typeof EventQuery>;

/** EN8: events by time, severity, text, trace, agent, type and tag. */
export function eventRoutes(app: Api, context: HubContext): void {
  const list = (operationId: string, url: string) =>
    app.get(
      url,
      {
        config: { readsContent: true },
        schema: {
          operationId,
          summary:
            'Events, newest first, by time, severity, type, agent, trace, words, and attributes as tag.KEY=VALUE',
          tags: ['events'],
          querystring: EventQuery,
          response: { 200: EventList, 400: ErrorAnswer, 422: ErrorAnswer },
        },
      },
      async (request) => {
        const { query } = request;
        const project = context.projectOf(request);
        const filter = filterOf(query);
        const limit = limitOf(query.limit, context.maxEventsPerQuery);
        const from = query.cursor ? openEventPlace(query.cursor) : null;
        const stretch = stretchOf(query, from?.sinceUs);
        // No trace has an id of another form, so that no event is of it.
        const rows =
          filter === null
            ? []
            : await listEvents(context.database, project, stretch, filter, from?.place ?? null, limit + 1);
        const last = rows.length > limit ? rows[limit - 1] : undefined;
        return {
          events: rows.slice(0, limit).map(listedWithOrigin),
          next_cursor: last ? sealEventPlace({ timeUs: last.time, id: last.id }, stretch.sinceUs) : null,
          start_time: isoOfMicros(stretch.sinceUs),
          end_time: isoOfMicros(stretch.untilUs),
          ...joinNotes(
            eventsNote(context.database.sealing, filter ?? {}),
            keptNote(
              context.privacy.retention,
              'events',
              query.start_time === undefined ? undefined : stretch.sinceUs,
            ),
          ),
        };
      },
    );
  list('listEvents', '/api/v1/events');
  list('listEventsShort', '/events');
}

/** Null where nothing can pass. */
function filterOf(query: EventQuery): EventFilter | null {
  const { severity, type, agent, trace_id: traceId = '', execution_id: executionId, search } = query;
  const id = traceId.toLowerCase();
  if (traceId !== '' && !/^([0-9a-f]{32}|[0-9a-f]{48})$/.test(id)) return null;
  const tags = Object.entries(query as Readonly<Record<string, unknown>>)
    .filter(([name]) => name.startsWith('tag.'))
    .map(([name, value]) => [name.slice('tag.'.length), String(value)] as const);
  return {
    ...(type && { types: listOf(type, eventTypes, 'type') }),
    ...(severity && { severities: severitiesIn(severity) }),
    ...(agent && { agents: namesOf(agent) }),
    ...(id !== '' && { traceId: id.slice(0, 32) }),
    ...(executionId && { executionIds: [executionId] }),
    ...wordsOf(search),
    ...(tags.length > 0 && { tags }),
  };
}

function severitiesIn(text: string): Severity[] {
  return text.split(',').flatMap((part) => {
    const level = part.trim();
    return severitiesOfNumber.get(level) ?? listOf(level, severities, 'severity');
  });
}

function limitOf(given: number | undefined, most: number): number {
  if (given === undefined) return Math.min(DEFAULT_LIMIT, most);
  if (given <= most) return given;
  throw new HubError(
    'OBS_BAD_REQUEST',
    `Expected at most ${most} (MAX_EVENTS_PER_QUERY), got ${given}. \`next_cursor\` leads to the rest.`,
    { where: 'query.limit' },
  );
}

/** `sinceUs` is that of the first page. */
function stretchOf(query: EventQuery, firstSinceUs: number | undefined) {
  const { start_time: start, end_time: end, trace_id: traceId, execution_id: executionId } = query;
  const bad = (where: string, message: string) =>
    new HubError('OBS_BAD_REQUEST', message, { where: `query.${where}` });
  const nowUs = nowMicros();
  const untilUs = end === undefined ? nowUs : instantOf(end, 'end_time');
  const days = traceId || executionId ? MAX_DAYS : 1;
  const sinceUs =
    start === undefined
      ? (firstSinceUs ?? Math.max(FIRST_US, untilUs - days * DAY_US))
      : instantOf(start, 'start_time');
  if (sinceUs >= untilUs)
    throw bad('start_time', `Expected a time before \`end_time\`, got ${start} and ${end ?? 'now'}.`);
  if (sinceUs > nowUs) throw bad('start_time', `Expected a time that has begun, got ${start ?? end}.`);
  if (untilUs - sinceUs > (MAX_DAYS + 1) * DAY_US)
    throw bad('start_time', `Expected at most ${MAX_DAYS} days, got ${start} to ${end ?? 'now'}.`);
  return { sinceUs, untilUs };
}

function listedWithOrigin(row: StreamedEvent) {
  return {
    ...listedEventOf(row),
    agent: eventFactsOf(row.attributes).agentType ?? null,
    service: row.service,
  };
}
