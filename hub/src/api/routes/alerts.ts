import Type from 'typebox';
import { readAlertId } from '../../alerts/alert-id.ts';
import { alertStatuses } from '../../alerts/alert-notice.ts';
import { messageLimits } from '../../alerts/alertmanager-message.ts';
import { type AlertFilter, listAlerts, readAlert } from '../../alerts/read-alerts.ts';
import { HubError } from '../../errors.ts';
import type { Api, HubContext } from '../context.ts';
import { openAlertPlace, sealAlertPlace } from '../page-cursor.ts';
import { alertOf } from '../present-alert.ts';
import { instantOf, listOf, queryOf, storedText } from '../query-values.ts';
import { Alert, AlertList, AlertsTaken, ErrorAnswer } from '../schemas/core.ts';
import { Json } from '../schemas/parts.ts';

const Instant = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }));

const ListQuery = queryOf({
  status: Type.Optional(Type.String({ description: `Comma list of ${alertStatuses.join(', ')}.` })),
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
      const filter: AlertFilter = {
        ...(status && { statuses: listOf(status, alertStatuses, 'status') }),
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
      const place = readAlertId(request.params.id);
      const row = place && (await readAlert(context.database, context.projectOf(request), place));
      if (row) return alertOf(row, context.runbooks);
      throw new HubError(
        'OBS_ALERT_NOT_FOUND',
        `No occurrence of an alert has the id ${request.params.id.slice(0, 100)}; GET /api/v1/alerts lists them.`,
      );
    },
  );
}
