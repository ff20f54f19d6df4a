import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { AlertActionName } from '../../alerts/alert-actions.ts';
import { readAlertId } from '../../alerts/alert-id.ts';
import { type AlertState, alertStates, alertStatuses } from '../../alerts/alert-notice.ts';
import { messageLimits } from '../../alerts/alertmanager-message.ts';
import type { AlertRow } from '../../alerts/occurrences.ts';
import {
  type AlertFilter,
  type AlertPlace,
  listAlerts,
  readActions,
  readAlert,
} from '../../alerts/read-alerts.ts';
import { HubError } from '../../errors.ts';
import { emptyBatch } from '../../store/batch.ts';
import { nowMicros } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { openAlertPlace, sealAlertPlace } from '../page-cursor.ts';
import { alertOf } from '../present-alert.ts';
import { instantOf, listOf, queryOf, storedText } from '../query-values.ts';
import { Alert, AlertList, AlertsTaken } from '../schemas/alerts.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Json } from '../schemas/parts.ts';

const Instant = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }));

const ListQuery = queryOf({
  status: Type.Optional(
    Type.String({
      description: `Comma list of ${alertStates.join(', ')}; firing is all of them but resolved.`,
    }),
  ),
  severity: Type.Optional(
    storedText({ maxLength: 512, description: 'Comma list, such as critical,warning.' }),
  ),
  name: Type.Optional(storedText({ maxLength: 512, description: 'Name of the alert, exact.' })),
  agent: Type.Optional(storedText({ maxLength: 512, description: 'Label agent, exact.' })),
  from: Instant('What fired at some time from then on.'),
  to: Instant('What began before then.'),
  q: Type.Optional(
    storedText({
      maxLength: 200,
      description: "Text in the name, a label's value, the summary or the description.",
    }),
  ),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  cursor: Type.Optional(Type.String({ maxLength: 200, description: '`next_cursor` of the page before.' })),
});

/** What Alertmanager's webhook sends, as far as the hub reads it; what else is there is passed over. */
const WebhookMessage = Type.Object({
  version: Type.Optional(Json('"4".')),
  alerts: Type.Optional(
    Type.Unsafe<unknown>({
      description: 'Of each: status, labels, annotations, startsAt, endsAt, generatorURL, fingerprint.',
    }),
  ),
  truncatedAlerts: Type.Optional(Json('How many Alertmanager left out.')),
});

/** Design decision 11: all alerts are in the hub's history; Alertmanager's come by its webhook. */
export function alertRoutes(app: Api, context: HubContext): void {
  app.post(
    '/api/v1/alerts/alertmanager',
    {
      bodyLimit: messageLimits.bodyBytes,
      config: { access: 'ingest' },
      schema: {
        operationId: 'receiveAlertmanager',
        summary: "Alertmanager's webhook: takes what fires and what is resolved into the history",
        tags: ['alerts'],
        body: WebhookMessage,
        response: { 200: AlertsTaken, 400: ErrorAnswer, 413: ErrorAnswer, 503: ErrorAnswer },
      },
    },
    async (request) => {
      const message = await context.receiveAlerts(context.projectOf(request), request.body);
      return {
        taken: message.notices.length,
        left_out: message.leftOut,
        shortened: message.shortened,
        fault: message.fault,
      };
    },
  );

  app.get(
    '/api/v1/alerts',
    {
      schema: {
        operationId: 'listAlerts',
        summary: 'Alerts that fire and that fired, those that began last first',
        tags: ['alerts'],
        querystring: ListQuery,
        response: { 200: AlertList, 400: ErrorAnswer },
      },
    },
    async (request) => {
      const { status, severity, name, agent, from, to, q, limit, cursor } = request.query;
      const states = statesOf(status ?? '');
      const filter: AlertFilter = {
        ...(states.length > 0 && { states }),
        ...(severity && { severities: severity.split(',').map((one) => one.trim()) }),
        ...(name && { name }),
        ...(agent && { agent }),
        ...(from && { fromUs: instantOf(from, 'from') }),
        ...(to && { toUs: instantOf(to, 'to') }),
        ...(q && { text: q }),
      };
      const after = cursor ? openAlertPlace(cursor) : null;
      const project = context.projectOf(request);
      const rows = await listAlerts(context.database, project, filter, after, limit + 1);
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        alerts: rows.slice(0, limit).map((row) => alertOf(row, context.runbooks)),
        next_cursor: last
          ? sealAlertPlace({ startsUs: last.starts_at, fingerprint: last.fingerprint })
          : null,
      };
    },
  );

  app.get(
    '/api/v1/alerts/:id',
    {
      schema: {
        operationId: 'getAlert',
        summary: 'One occurrence of an alert',
        tags: ['alerts'],
        params: Type.Object({ id: Type.String({ description: '`id` of the list.' }) }),
        response: { 200: Alert, 404: ErrorAnswer },
      },
    },
    async (request) => {
      const { row, place } = await find(context.projectOf(request), request.params.id);
      return withActions(context.projectOf(request), row, place);
    },
  );

  const find = async (project: string, id: string) => {
    const place = readAlertId(id);
    const row = place && (await readAlert(context.database, project, place));
    if (row) return { row, place };
    throw new HubError(
      'OBS_ALERT_NOT_FOUND',
      `No occurrence of an alert has the id ${id.slice(0, 100)}; GET /api/v1/alerts lists them.`,
    );
  };
  const withActions = async (project: string, row: AlertRow, place: AlertPlace) => ({
    ...alertOf(row, context.runbooks),
    actions: await readActions(context.database, project, place),
  });
  const act = async (
    request: FastifyRequest,
    { id, action, comment = '' }: { id: string; action: AlertActionName; comment?: string | undefined },
  ) => {
    const project = context.projectOf(request);
    const { row, place } = await find(project, id);
    if (row.status === 'resolved')
      throw new HubError('OBS_ALERT_RESOLVED', 'The alert is over: there is nothing to do to it.');
    const batch = emptyBatch();
    const by = request.principal?.name ?? 'unknown';
    batch.alertActions.push({ project, ...place, action, by, comment, atUs: nowMicros() });
    await context.rules.store(batch);
    return withActions(project, (await find(project, id)).row, place);
  };

  const Params = Type.Object({ id: Type.String({ description: '`id` of the list.' }) });
  const Comment = Type.Object(
    { comment: Type.Optional(storedText({ maxLength: 2000, description: 'Why.' })) },
    { additionalProperties: false },
  );
  const answers = {
    200: Alert,
    400: ErrorAnswer,
    401: ErrorAnswer,
    403: ErrorAnswer,
    404: ErrorAnswer,
    409: ErrorAnswer,
    429: ErrorAnswer,
  };

  app.post(
    '/api/v1/alerts/:id/acknowledge',
    {
      config: { access: 'operate' },
      // A body may be left out.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        operationId: 'acknowledgeAlert',
        summary: 'Says that somebody takes it on: it is not told again',
        tags: ['alerts'],
        params: Params,
        body: Comment,
        response: answers,
      },
    },
    async (request) =>
      act(request, { id: request.params.id, action: 'acknowledge', comment: request.body.comment }),
  );

  app.delete(
    '/api/v1/alerts/:id/acknowledge',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'unacknowledgeAlert',
        summary: 'Takes the acknowledgement back',
        tags: ['alerts'],
        params: Params,
        response: answers,
      },
    },
    async (request) => act(request, { id: request.params.id, action: 'unacknowledge' }),
  );

  app.post(
    '/api/v1/alerts/:id/resolve',
    {
      config: { access: 'operate' },
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        operationId: 'resolveAlert',
        summary: 'Ends it by hand; where its condition still holds, it fires again at the next evaluation',
        tags: ['alerts'],
        params: Params,
        body: Comment,
        response: answers,
      },
    },
    async (request) =>
      act(request, { id: request.params.id, action: 'resolve', comment: request.body.comment }),
  );
}

/** The words of the filter; `firing` is what whoever evaluates says. */
function statesOf(text: string): AlertState[] {
  const words = listOf(text, [...alertStates, ...alertStatuses.filter((one) => one === 'firing')], 'status');
  return [
    ...new Set(
      words.flatMap((word) => (word === 'firing' ? alertStates.filter((one) => one !== 'resolved') : [word])),
    ),
  ];
}
