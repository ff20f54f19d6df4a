import { Readable } from 'node:stream';
import Type from 'typebox';
import { FIRST_PROJECT } from '../../access/principal.ts';
import { HubError } from '../../errors.ts';
import { erasedKinds } from '../../privacy/delete-erased.ts';
import type { Erasure as ErasureRow } from '../../privacy/erasures.ts';
import { listErasures, readErasure, requestErasure } from '../../privacy/erasures.ts';
import { exportUser } from '../../privacy/export-user.ts';
import { readRetention } from '../../privacy/read-retention.ts';
import { isoOfMicros } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { openParts, sealParts } from '../list-cursor.ts';
import { queryOf, storedText } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Erasure, ErasureList, Retention } from '../schemas/privacy.ts';
import { redactionRoutes } from './redaction.ts';

const tags = ['personal data'];
const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 429: ErrorAnswer };
const User = Type.Object({
  id: storedText({ minLength: 1, maxLength: 1024, description: 'Id of the user as it was sent.' }),
});
/** Each holds a connection for as long as its reader takes. */
const MOST_EXPORTS = 2;
const DAY_US = 86_400_000_000;

/** EN12: how long what is kept, and all that is held of one user, to be handed out or to be deleted. */
export function privacyRoutes(app: Api, context: HubContext): void {
  const { database, privacy } = context;
  redactionRoutes(app, context);

  app.get(
    '/api/v1/retention',
    {
      schema: {
        operationId: 'getRetention',
        summary: 'How long each kind of record is kept, what is held of it, and when the oldest day goes',
        tags,
        querystring: queryOf({}),
        response: { 200: Retention, ...refusals },
      },
    },
    async () => ({
      retention_days: privacy.retention.days,
      kinds: (await readRetention(database.pool, privacy.retention)).map((held) => ({
        kind: held.kind,
        setting: held.setting,
        kept_hours: held.hours,
        oldest_day: held.oldestDay,
        bytes: held.bytes,
        next_drop_at: held.nextDropMs === null ? null : new Date(held.nextDropMs).toISOString(),
      })),
    }),
  );

  let exports = 0;
  app.get(
    '/api/v1/users/:id/export',
    {
      exposeHeadRoute: false,
      config: { access: 'administer', readsContent: true },
      schema: {
        operationId: 'exportUser',
        summary: 'All that is stored of one user, as lines of JSON; the last one says how many there are',
        tags,
        params: User,
        querystring: queryOf({}),
        produces: ['application/x-ndjson'],
        response: { 200: Type.Any({ description: 'Lines of JSON.' }), ...refusals, 503: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const project = context.projectOf(request);
      const userId = request.params.id;
      if (exports >= MOST_EXPORTS)
        throw new HubError(
          'OBS_BUSY',
          `${MOST_EXPORTS} exports run already, which is all that may. Ask again.`,
        );
      exports += 1;
      const body = Readable.from(exportLines(database, project, userId));
      body.once('close', () => {
        exports -= 1;
      });
      return reply
        .header('content-disposition', 'attachment; filename="user-export.ndjson"')
        .header('cache-control', 'no-store')
        .type('application/x-ndjson')
        .send(body);
    },
  );

  app.get(
    '/api/v1/erasures',
    {
      config: { access: 'administer' },
      schema: {
        operationId: 'listErasures',
        summary: 'Erasures of users, done and under way, the newest first',
        tags,
        querystring: queryOf({
          limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
          cursor: Type.Optional(
            Type.String({ maxLength: 4000, description: '`next_cursor` of the page before.' }),
          ),
        }),
        response: { 200: ErasureList, ...refusals },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const place = cursor === undefined ? null : openParts(cursor, { requestedUs: 'time', id: 'text' });
      if (place !== null && !/^[0-9a-f-]{36}$/.test(place.id))
        throw new HubError('OBS_BAD_REQUEST', 'Expected the next_cursor of the page before.', {
          where: 'query.cursor',
        });
      const rows = await listErasures(database.pool, context.projectOf(request), limit + 1, place);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        erasures: rows.slice(0, limit).map((row) => presentErasure(row, context)),
        next_cursor: last ? sealParts([last.requestedUs, last.id]) : null,
      };
    },
  );

  app.delete(
    '/api/v1/users/:id',
    {
      config: { access: 'administer' },
      schema: {
        operationId: 'eraseUser',
        summary: 'Begins to delete all that is stored of one user; the answer says where to follow it',
        tags,
        params: User,
        querystring: queryOf({
          confirm: storedText({
            maxLength: 1024,
            description: 'The id of the user once more: it cannot be undone.',
          }),
        }),
        response: { 202: Erasure, ...refusals },
      },
    },
    async (request, reply) => {
      const project = context.projectOf(request);
      const userId = request.params.id;
      if (request.query.confirm !== userId)
        throw new HubError(
          'OBS_BAD_REQUEST',
          'Expected ?confirm= with the id of the user that the path has: what is erased does not come back.',
          { where: 'query.confirm' },
        );
      const { principal } = request;
      const by = principal === null ? '' : `${principal.kind} ${principal.name}`;
      const erasure = await requestErasure(database.workPool, project, userId, by);
      await privacy.refresh();
      privacy.wakeErasures();
      return reply
        .code(202)
        .header('location', `/api/v1/erasures/${erasure.id}`)
        .send(presentErasure(erasure, context));
    },
  );

  app.get(
    '/api/v1/erasures/:id',
    {
      config: { access: 'administer' },
      schema: {
        operationId: 'getErasure',
        summary: 'How far the erasure of a user is',
        tags,
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        querystring: queryOf({}),
        response: { 200: Erasure, ...refusals, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const { id } = request.params;
      const erasure = await readErasure(database.pool, context.projectOf(request), id);
      if (erasure !== null) return presentErasure(erasure, context);
      throw new HubError('OBS_ERASURE_NOT_FOUND', `No erasure is ${id}; GET /api/v1/erasures lists them.`, {
        where: 'params.id',
      });
    },
  );
}

async function* exportLines(
  database: HubContext['database'],
  project: string,
  userId: string,
): AsyncGenerator<string, void, void> {
  const counts: Record<string, number> = {};
  for await (const line of exportUser(database, project, userId)) {
    counts[line.kind] = (counts[line.kind] ?? 0) + 1;
    yield `${JSON.stringify(line)}\n`;
  }
  yield `${JSON.stringify({ kind: 'end', record: { counts, exported_at: new Date().toISOString() } })}\n`;
}

function presentErasure(row: ErasureRow, { privacy, pages }: HubContext): Erasure {
  const untilUs = row.requestedUs + (privacy.retention.days + 1) * DAY_US;
  const day = isoOfMicros(untilUs).slice(0, 10);
  return {
    id: row.id,
    state: row.state,
    user_hash: row.userHash,
    deleted: Object.fromEntries(erasedKinds.map((kind) => [kind, row.counts[kind] ?? 0])),
    waiting_traces: row.waitingTraces,
    requested_by: row.requestedBy,
    requested_at: isoOfMicros(row.requestedUs),
    finished_at: row.finishedUs === null ? null : isoOfMicros(row.finishedUs),
    elsewhere: {
      loki: lokiWords(row, privacy.hasLoki),
      jaeger:
        privacy.hasJaeger || pages.jaeger !== null
          ? `Jaeger deletes nothing on request: what it holds of this user goes with its retention, by ${day}.`
          : 'No Jaeger is known to this hub. One that gets the same spans keeps them until its retention takes them.',
      prometheus: 'Metrics have no ids of users.',
      backups: 'Copies of the database hold what it held; after one is restored, erase the user again.',
    },
  };
}

function lokiWords({ project, loki, finishedUs }: ErasureRow, hasLoki: boolean): string {
  if (loki !== null) return loki.message;
  if (!hasLoki) return 'No Loki is known to this hub (OBSERVATORY_LOKI_URL).';
  if (project !== FIRST_PROJECT)
    return `Loki holds lines of the project ${FIRST_PROJECT} alone, and is not asked.`;
  return finishedUs === null ? 'Loki has not been asked yet.' : 'Loki was not asked.';
}
