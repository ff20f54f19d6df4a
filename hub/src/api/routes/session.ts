import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Access } from '../../access/access.ts';
import { inProject } from '../../access/credentials.ts';
import type { Principal } from '../../access/principal.ts';
import { readSessions, type SessionRow } from '../../access/read-sessions.ts';
import { scopes } from '../../access/scopes.ts';
import { deleteSession, moveSession } from '../../access/write-sessions.ts';
import { HubError } from '../../errors.ts';
import { addressName } from '../../limits/address-name.ts';
import type { Api, HubContext } from '../context.ts';
import { ManagedProject, managedProject } from '../managed-project.ts';
import { queryOf } from '../query-values.ts';
import { CurrentSession, ProjectId, type SignIn, SignInList } from '../schemas/access.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { beginSession, endedSession, requireSameOrigin, sessionToken } from '../session.ts';

const SESSION_PATH = '/api/v1/session';
const MOST_ATTEMPTS = 10;
const MOST_LISTED = 1000;

/** Who one is; sign-in of browsers with a key; and the sessions of a project. */
export function sessionRoutes(app: Api, context: HubContext): void {
  const { access } = context;
  const { pool } = context.database;
  const attempts = context.otherHubs.counts.of('sign-in');
  const open = { access: 'public' } as const;

  app.get(
    SESSION_PATH,
    {
      config: open,
      schema: {
        operationId: 'whoAmI',
        summary: 'Who asks, in which project, and what may be done there',
        tags: ['access'],
        response: { 200: CurrentSession, 401: ErrorAnswer },
      },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      return present(signedIn(access, request));
    },
  );

  app.post(
    SESSION_PATH,
    {
      bodyLimit: 16 * 1024,
      config: open,
      schema: {
        operationId: 'signIn',
        summary: 'Signs a browser in: the key for a cookie, which REST and streams take in its place',
        tags: ['access'],
        body: Type.Object(
          { key: Type.String({ minLength: 1, maxLength: 4096, description: 'A key of the hub.' }) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            expires_at: Type.String({ format: 'date-time', description: 'When the session ends.' }),
          }),
          400: ErrorAnswer,
          401: ErrorAnswer,
          403: ErrorAnswer,
          429: ErrorAnswer,
        },
      },
    },
    async (request, reply) => {
      if (!access.isOn)
        throw new HubError(
          'OBS_BAD_REQUEST',
          'This hub asks for no key, so there is nothing to sign in to.',
          {
            where: 'body.key',
          },
        );
      if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined)
        requireSameOrigin(request, access.allowedOrigins);
      const { isOver, resetS } = attempts.take(addressName(request.ip), MOST_ATTEMPTS);
      if (isOver) {
        void reply.header('retry-after', String(resetS));
        throw new HubError(
          'OBS_TOO_MANY_ATTEMPTS',
          `More than ${MOST_ATTEMPTS} attempts to sign in within a minute; try again in ${resetS} s.`,
        );
      }
      const { cookie, expiresAt, principal } = await beginSession(access, { key: request.body.key }, request);
      request.principal = principal;
      void reply.header('set-cookie', cookie).header('cache-control', 'no-store');
      return { expires_at: expiresAt.toISOString() };
    },
  );

  app.put(
    SESSION_PATH,
    {
      bodyLimit: 16 * 1024,
      config: open,
      schema: {
        operationId: 'chooseProject',
        summary: 'Leads the session of a person to another of their projects',
        tags: ['access'],
        body: Type.Object(
          { project: ProjectId('One of the `projects` of whoAmI.') },
          { additionalProperties: false },
        ),
        response: { 200: CurrentSession, 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer },
      },
    },
    async (request) => {
      const { project } = request.body;
      const principal = signedIn(access, request);
      const moved = inProject(principal, project);
      if (moved === null || (moved !== principal && principal.session === undefined))
        throw new HubError('OBS_FORBIDDEN', `${principal.name} has no part in the project ${project}.`, {
          where: 'body.project',
        });
      if (moved.session !== undefined) {
        await moveSession(pool, moved.session, project);
        await access.changed();
      }
      return present(moved);
    },
  );

  app.delete(
    SESSION_PATH,
    {
      config: open,
      schema: {
        operationId: 'signOut',
        summary: "Ends the browser's session",
        tags: ['access'],
        response: { 204: Type.Null(), 403: ErrorAnswer },
      },
    },
    async (request, reply) => {
      requireSameOrigin(request, access.allowedOrigins);
      void reply.header('set-cookie', endedSession(access, request));
      const { principal } = request;
      if (principal?.session !== undefined) {
        await deleteSession(pool, null, principal.session);
        await access.changed();
      }
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/v1/sign-ins',
    {
      config: { access: 'administer' },
      schema: {
        operationId: 'listSignIns',
        summary: 'Browsers that are signed in to the project, newest first',
        tags: ['access'],
        querystring: queryOf({ project: ManagedProject }),
        response: { 200: SignInList, 400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer },
      },
    },
    async (request) => {
      const project = managedProject(context, request, request.query.project);
      const rows = await readSessions(pool, project, MOST_LISTED);
      return { sign_ins: rows.flatMap(presentSession) };
    },
  );

  app.delete(
    '/api/v1/sign-ins/:id',
    {
      config: { access: 'administer' },
      schema: {
        operationId: 'endSignIn',
        summary: 'Ends the session of a browser',
        tags: ['access'],
        params: Type.Object({
          id: Type.String({ pattern: '^[0-9a-f]{16}$', description: '`id` of the list.' }),
        }),
        querystring: queryOf({ project: ManagedProject }),
        response: {
          204: Type.Null(),
          400: ErrorAnswer,
          401: ErrorAnswer,
          403: ErrorAnswer,
          404: ErrorAnswer,
        },
      },
    },
    async (request, reply) => {
      const project = managedProject(context, request, request.query.project);
      if (!(await deleteSession(pool, project, request.params.id)))
        throw new HubError(
          'OBS_SIGN_IN_NOT_FOUND',
          `No session of the project ${project} has this id; GET /api/v1/sign-ins lists them.`,
          { where: 'params.id' },
        );
      await access.changed();
      return reply.code(204).send(null);
    },
  );
}

function present(principal: Principal): CurrentSession {
  const { kind, id, name, project, role, memberships, session, expiresAtMs } = principal;
  const projects = memberships
    ? Array.from(memberships, ([one, its]) => ({ id: one, role: its }))
    : [{ id: project, role: null }];
  return {
    kind,
    id,
    name,
    project,
    projects,
    role: role ?? null,
    scopes: scopes.filter((scope) => principal.scopes.has(scope)),
    session_id: session ?? null,
    expires_at: expiresAtMs ? new Date(expiresAtMs).toISOString() : null,
  };
}

/** Who asks. Throws OBS_UNAUTHORIZED where nobody says it. */
function signedIn(access: Access, request: FastifyRequest): Principal {
  if (request.principal !== null) return request.principal;
  if (request.hasWrongKey)
    throw new HubError(
      'OBS_UNAUTHORIZED',
      'The key given is not known to this hub, has expired, was revoked, or is of another project.',
    );
  if (sessionToken(access, request) !== undefined)
    throw new HubError(
      'OBS_UNAUTHORIZED',
      "The session given has ended, or the request does not come from the hub's own page, which says so by Origin or Sec-Fetch-Site: same-origin.",
    );
  throw new HubError('OBS_UNAUTHORIZED', 'Expected a key or a session that runs, got neither.');
}

function presentSession(row: SessionRow): SignIn[] {
  const owner =
    row.person !== null
      ? { kind: 'person' as const, name: row.person.name, owner_id: row.person.id }
      : row.key !== null
        ? { kind: 'key' as const, name: row.key.name, owner_id: row.key.id }
        : row.setting !== null
          ? { kind: 'setting' as const, name: row.setting, owner_id: row.setting }
          : null;
  if (owner === null) return [];
  return [
    {
      id: row.id,
      ...owner,
      project: row.project,
      created_at: new Date(row.createdMs).toISOString(),
      last_seen_at: new Date(row.lastSeenMs).toISOString(),
      expires_at: new Date(row.expiresMs).toISOString(),
    },
  ];
}
