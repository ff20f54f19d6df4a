import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { FIRST_PROJECT } from '../../access/principal.ts';
import { auditOutcomes } from '../../audit/audit.ts';
import { exportTrail } from '../../audit/export-trail.ts';
import { listTrail, verifyTrail } from '../../audit/read-trail.ts';
import type { ChainRow, Verification } from '../../audit/verify-chain.ts';
import { HubError } from '../../errors.ts';
import type { Api, HubContext } from '../context.ts';
import { openParts, sealParts } from '../list-cursor.ts';
import { instantOf, queryOf, storedText } from '../query-values.ts';
import { AuditList, AuditVerification } from '../schemas/audit.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { oneOf } from '../schemas/parts.ts';

const tags = ['audit'];
const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 429: ErrorAnswer, 503: ErrorAnswer };

/** EN12: who did, read and was refused what; and whether somebody changed that record. */
export function auditRoutes(app: Api, context: HubContext): void {
  const { pool } = context.database;

  app.get(
    '/api/v1/audit',
    {
      config: { access: 'administer', readsContent: true },
      schema: {
        operationId: 'listAudit',
        summary: 'The audit trail, newest first; of one project, or of all for who administers `default`',
        tags,
        querystring: queryOf({
          actor: Type.Optional(
            storedText({ maxLength: 200, description: 'Id of the key or person, exact.' }),
          ),
          action: Type.Optional(storedText({ maxLength: 200, description: 'Action, exact: putBudget.' })),
          target: Type.Optional(storedText({ maxLength: 500, description: 'Target, exact.' })),
          outcome: Type.Optional(oneOf(auditOutcomes)),
          from: Type.Optional(Type.String({ format: 'date-time', description: 'Recorded from then on.' })),
          to: Type.Optional(Type.String({ format: 'date-time', description: 'Recorded before then.' })),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
          cursor: Type.Optional(
            Type.String({ maxLength: 100, description: '`next_cursor` of the page before.' }),
          ),
        }),
        response: { 200: AuditList, ...refusals },
      },
    },
    async (request) => {
      const { limit, cursor, from, to, ...equal } = request.query;
      const project = context.projectOf(request);
      const rows = await listTrail(
        pool,
        {
          ...equal,
          ...(project !== FIRST_PROJECT && { project }),
          ...(from !== undefined && { from: isoOf(from, 'from') }),
          ...(to !== undefined && { to: isoOf(to, 'to') }),
          ...(cursor !== undefined && { before: openParts(cursor, { sequence: 'time' }).sequence }),
        },
        limit + 1,
      );
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        entries: rows.slice(0, limit).map(recordOf),
        next_cursor: last ? sealParts([last.sequence]) : null,
      };
    },
  );

  app.get(
    '/api/v1/audit/export',
    {
      exposeHeadRoute: false,
      config: { access: 'administer', readsContent: true },
      schema: {
        operationId: 'exportAudit',
        summary:
          'The whole audit trail as lines of JSON, oldest first, for `observatory-hub audit verify --file`',
        tags,
        querystring: queryOf({}),
        produces: ['application/x-ndjson'],
        response: { 200: Type.Any({ description: 'Lines of JSON.' }), ...refusals },
      },
    },
    async (request, reply) => {
      requireFirstProject(context, request);
      return reply
        .header('content-disposition', 'attachment; filename="audit-trail.ndjson"')
        .header('cache-control', 'no-store')
        .type('application/x-ndjson')
        .send(Readable.from(exportTrail(pool)));
    },
  );

  let running: Promise<Verification> | undefined;
  app.get(
    '/api/v1/audit/verification',
    {
      config: { access: 'administer', readsContent: true },
      schema: {
        operationId: 'verifyAudit',
        summary:
          'Verifies the chain of the audit trail: the first entry that is not as it was recorded, if any',
        tags,
        querystring: queryOf({}),
        response: { 200: AuditVerification, ...refusals },
      },
    },
    async (request, reply) => {
      requireFirstProject(context, request);
      // It reads the whole trail: those who ask at once get one answer.
      running ??= verifyOnce().finally(() => {
        running = undefined;
      });
      void reply.header('cache-control', 'no-store');
      return running;
    },
  );

  async function verifyOnce(): Promise<Verification> {
    const client = await pool.connect();
    try {
      return await verifyTrail(client);
    } finally {
      client.release();
    }
  }
}

/** The chain is one for all projects. */
function requireFirstProject(context: HubContext, request: FastifyRequest): void {
  if (context.projectOf(request) === FIRST_PROJECT) return;
  throw new HubError(
    'OBS_FORBIDDEN',
    `The trail is one chain for all projects: this is for who administers the project ${FIRST_PROJECT}.`,
  );
}

function isoOf(text: string, parameter: string): string {
  return new Date(instantOf(text, parameter) / 1000).toISOString();
}

function recordOf({ sequence, hash, entry }: ChainRow) {
  return { sequence, hash, ...JSON.parse(entry) };
}
