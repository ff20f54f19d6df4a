import Type from 'typebox';
import { makeKey, prefixOf } from '../../access/key-text.ts';
import { type KeyRow, readKeys } from '../../access/read-keys.ts';
import { hasProject } from '../../access/read-projects.ts';
import { type Scope, scopes } from '../../access/scopes.ts';
import { insertKey, revokeKey, rotateKey } from '../../access/write-keys.ts';
import { microsOfRfc3339 } from '../../alerts/rfc3339.ts';
import { HubError } from '../../errors.ts';
import type { Api, HubContext } from '../context.ts';
import { ManagedProject, managedProject } from '../managed-project.ts';
import { queryOf, storedText } from '../query-values.ts';
import { type ApiKey, ApiKeyList, MadeApiKey } from '../schemas/access.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { oneOf } from '../schemas/parts.ts';

const MAX_KEYS = 1000;
const MAX_DAYS = 3650;
const MAX_OVERLAP_S = 30 * 24 * 3600;
const config = { access: 'administer' } as const;

const Params = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{16}$', description: '`id` of the list.' }),
});
const refusals = { 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer };

/** EN12: keys of a project, which programs ask with. */
export function keyRoutes(app: Api, context: HubContext): void {
  const { access } = context;
  const { pool } = context.database;
  const present = (row: KeyRow): ApiKey => presentKey(row, access.lastUseOfKey(row.id), Date.now());

  app.get(
    '/api/v1/keys',
    {
      config,
      schema: {
        operationId: 'listKeys',
        summary: 'The keys of the project, newest first; no secrets',
        tags: ['access'],
        querystring: queryOf({ project: ManagedProject }),
        response: { 200: ApiKeyList, ...refusals },
      },
    },
    async (request) => {
      const project = managedProject(context, request, request.query.project);
      return { keys: (await readKeys(pool, project)).map(present) };
    },
  );

  app.post(
    '/api/v1/keys',
    {
      config,
      bodyLimit: 16 * 1024,
      schema: {
        operationId: 'createKey',
        summary: 'Makes a key; the answer alone has its secret',
        tags: ['access'],
        body: Type.Object(
          {
            name: storedText({ minLength: 1, maxLength: 100, description: 'What it is for.' }),
            scopes: Type.Array(oneOf(scopes), {
              minItems: 1,
              maxItems: scopes.length,
              uniqueItems: true,
              description: 'Each stands for itself: a key that administers reads nothing.',
            }),
            expires_at: Type.Optional(
              Type.String({ maxLength: 40, description: 'From then on it is refused; never unless given.' }),
            ),
            project: ManagedProject,
          },
          { additionalProperties: false },
        ),
        response: { 201: MadeApiKey, ...refusals, 404: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const project = managedProject(context, request, body.project);
      const made = makeKey();
      const row = await insertKey(
        pool,
        {
          project,
          name: body.name,
          scopes: scopes.filter((scope) => body.scopes.includes(scope)),
          expiresMs: body.expires_at === undefined ? null : endOf(body.expires_at),
          createdBy: principal === null ? '' : `${principal.kind} ${principal.name}`,
        },
        made,
        MAX_KEYS,
      );
      if (row === null) throw await whyNot(project);
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ key: present(row), secret: made.text });
    },
  );

  app.delete(
    '/api/v1/keys/:id',
    {
      config,
      schema: {
        operationId: 'revokeKey',
        summary: 'Revokes a key: what asks with it is refused at once, on other hubs within five seconds',
        tags: ['access'],
        params: Params,
        querystring: queryOf({ project: ManagedProject }),
        response: { 204: Type.Null(), ...refusals, 404: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const project = managedProject(context, request, request.query.project);
      if ((await revokeKey(pool, project, id)) === null) throw unknownKey(id, project);
      await access.changed();
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/keys/:id/rotate',
    {
      config,
      bodyLimit: 16 * 1024,
      schema: {
        operationId: 'rotateKey',
        summary:
          'Gives a key a new secret, which the answer alone has; the old one stays good for the overlap',
        tags: ['access'],
        params: Params,
        querystring: queryOf({ project: ManagedProject }),
        body: Type.Object(
          {
            overlap_seconds: Type.Integer({
              minimum: 0,
              maximum: MAX_OVERLAP_S,
              description: 'How long the old secret is still taken; 0 ends it at once.',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 200: MadeApiKey, ...refusals, 404: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const project = managedProject(context, request, request.query.project);
      const made = makeKey(id);
      const row = await rotateKey(pool, project, made, request.body.overlap_seconds);
      if (row === null) throw unknownKey(id, project);
      await access.changed();
      void reply.header('cache-control', 'no-store');
      return { key: present(row), secret: made.text };
    },
  );

  async function whyNot(project: string): Promise<HubError> {
    return (await hasProject(pool, project))
      ? new HubError(
          'OBS_BAD_REQUEST',
          `Expected ${MAX_KEYS} good keys at most, which there are. Revoke one.`,
        )
      : new HubError(
          'OBS_PROJECT_NOT_FOUND',
          `There is no project ${project}; GET /api/v1/projects lists them.`,
          { where: 'body.project' },
        );
  }
}

const unknownKey = (id: string, project: string) =>
  new HubError(
    'OBS_KEY_NOT_FOUND',
    `No good key of the project ${project} has the id ${id}; GET /api/v1/keys lists them.`,
    { where: 'params.id' },
  );

/** When a key is to end, in milliseconds. Throws OBS_BAD_REQUEST where that is no time, or none to come. */
function endOf(text: string): number {
  // Date.parse takes nearly anything, and some of it in the zone of this machine.
  const ms = Math.floor((microsOfRfc3339(text) ?? Number.NaN) / 1000);
  if (ms > Date.now() && ms < Date.now() + MAX_DAYS * 86_400_000) return ms;
  throw new HubError(
    'OBS_BAD_REQUEST',
    `Expected a time to come within ${MAX_DAYS} days, as 2026-01-02T03:04:05Z.`,
    { where: 'body.expires_at' },
  );
}

function presentKey(row: KeyRow, lastUseMs: number | undefined, nowMs: number): ApiKey {
  const lastUsedMs = Math.max(row.lastUsedMs ?? 0, lastUseMs ?? 0);
  const isExpired = row.expiresMs !== null && row.expiresMs <= nowMs;
  const isPreviousGood = row.previousUntilMs !== null && row.previousUntilMs > nowMs;
  return {
    id: row.id,
    prefix: prefixOf(row.id),
    name: row.name,
    project: row.project,
    scopes: [...row.scopes] as Scope[],
    status: row.revokedMs !== null ? 'revoked' : isExpired ? 'expired' : 'active',
    created_at: isoOf(row.createdMs),
    created_by: row.createdBy,
    expires_at: row.expiresMs === null ? null : isoOf(row.expiresMs),
    last_used_at: lastUsedMs === 0 ? null : isoOf(lastUsedMs),
    revoked_at: row.revokedMs === null ? null : isoOf(row.revokedMs),
    previous_secret_until: isPreviousGood ? isoOf(row.previousUntilMs ?? 0) : null,
  };
}

const isoOf = (ms: number) => new Date(ms).toISOString();
