import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { FIRST_PROJECT } from '../../access/principal.ts';
import type { AuditActor } from '../../audit/audit.ts';
import { HubError } from '../../errors.ts';
import { cookieValue, type KeptCookie, setCookie } from '../../login/cookies.ts';
import { ATTEMPT_S, type Login, type SignedIn } from '../../login/login.ts';
import { CALLBACK_PATH } from '../../login/provider.ts';
import type { Api, HubContext } from '../context.ts';
import { wantsPage } from '../host-guard.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { LoginOptions, SignedOut } from '../schemas/login.ts';
import { beginSession, requireSameOrigin } from '../session.ts';

const LOGIN_PATH = '/api/v1/login';
/** The provider leads back here from another site. */
const ATTEMPT: KeptCookie = { name: 'observatory_login', maxAgeS: ATTEMPT_S, sameSite: 'Lax' };
/** What ends the session at the provider. */
const KEPT: KeptCookie = {
  name: 'observatory_provider',
  maxAgeS: 12 * 3600,
  sameSite: 'Strict',
  path: LOGIN_PATH,
};

/** Sign-in of people at the provider of the settings; `login` is null where there is none. */
export function loginRoutes(app: Api, context: HubContext, login: Login | null): void {
  const { access } = context;
  const isHttps = login?.settings.publicUrl.startsWith('https:') ?? false;

  app.get(
    `${LOGIN_PATH}/options`,
    {
      config: { access: 'public' },
      schema: {
        operationId: 'loginOptions',
        summary: 'The ways to sign in to this hub',
        tags: ['access'],
        response: { 200: LoginOptions },
      },
    },
    async () => ({
      key: access.isOn,
      provider:
        login === null ? null : { name: login.settings.name, url: login.settings.publicUrl + LOGIN_PATH },
      contact: login?.settings.contact ?? null,
    }),
  );

  app.get(
    LOGIN_PATH,
    {
      config: { access: 'public' },
      schema: {
        operationId: 'beginLogin',
        summary: 'Leads a browser to the provider, where its reader signs in',
        tags: ['access'],
        querystring: Type.Object(
          {
            return_to: Type.Optional(
              Type.String({
                maxLength: 4096,
                description: 'Path of this hub to go on to; anything else is /.',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          302: Type.Null(),
          400: ErrorAnswer,
          404: ErrorAnswer,
          429: ErrorAnswer,
          503: ErrorAnswer,
        },
      },
    },
    async (request, reply) => {
      try {
        const { url, kept } = await configured(login).begin(request.query.return_to);
        return redirect(reply.header('set-cookie', setCookie(ATTEMPT, kept, isHttps)), url);
      } catch (error) {
        if (!(error instanceof HubError) || error.code !== 'OBS_PROVIDER_UNAVAILABLE' || !wantsPage(request))
          throw error;
        request.log.warn({ err: error }, 'nobody can sign in');
        return redirect(reply, '/?sign_in=unavailable');
      }
    },
  );

  app.get(
    CALLBACK_PATH,
    {
      config: { access: 'public' },
      schema: {
        operationId: 'endLogin',
        summary: 'Where the provider leads a browser back to: begins its session',
        tags: ['access'],
        // Providers add what they like.
        querystring: Type.Object({
          code: Type.Optional(Type.String({ maxLength: 8192 })),
          state: Type.Optional(Type.String({ maxLength: 1024 })),
          error: Type.Optional(Type.String({ maxLength: 1024 })),
        }),
        response: {
          302: Type.Null(),
          401: ErrorAnswer,
          403: ErrorAnswer,
          404: ErrorAnswer,
          429: ErrorAnswer,
          503: ErrorAnswer,
        },
      },
    },
    async (request, reply) => {
      const known = configured(login);
      const query = request.url.slice(request.url.indexOf('?') + 1 || request.url.length);
      const ended = await known.finish(`?${query}`, cookieValue(request, ATTEMPT, isHttps));
      const forget = setCookie(ATTEMPT, '', isHttps);
      if ('fault' in ended) {
        tell(context, request, ended);
        request.log.warn({ err: ended.error, fault: ended.fault }, 'somebody could not sign in');
        void reply.header('set-cookie', forget);
        if (!wantsPage(request)) throw ended.error;
        return redirect(reply, `/?sign_in=${ended.fault}`);
      }
      const { person, project, path, keptToken } = ended;
      const { cookie } = await beginSession(access, { personId: person.id, project }, request);
      await context.audit.record({ ...entryOf(request, person, project), outcome: 'done' });
      return redirect(
        reply.header('set-cookie', [forget, setCookie(KEPT, keptToken, isHttps), cookie]),
        path,
      );
    },
  );

  app.delete(
    LOGIN_PATH,
    {
      config: { access: 'public' },
      schema: {
        operationId: 'leaveProvider',
        summary: 'After the end of a session: where the browser signs out at the provider, too',
        tags: ['access'],
        response: { 200: SignedOut, 403: ErrorAnswer, 429: ErrorAnswer },
      },
    },
    async (request, reply) => {
      requireSameOrigin(request, access.allowedOrigins);
      const kept = cookieValue(request, KEPT, isHttps);
      void reply.header('cache-control', 'no-store').header('set-cookie', setCookie(KEPT, '', isHttps));
      return { provider_url: login === null || kept === undefined ? null : await login.endSessionUrl(kept) };
    },
  );
}

function configured(login: Login | null): Login {
  if (login) return login;
  throw new HubError('OBS_NOT_FOUND', 'This hub has no provider of sign-in (OBSERVATORY_OIDC_ISSUER).');
}

function redirect(reply: FastifyReply, url: string): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(url, 302);
}

function tell(
  { audit }: HubContext,
  request: FastifyRequest,
  { fault, person }: SignedIn & { fault: string },
) {
  request.isAudited = true;
  audit.refused({
    ...entryOf(request, person ?? null, FIRST_PROJECT),
    outcome: fault === 'unavailable' ? 'failed' : 'refused',
    detail: { fault },
  });
}

function entryOf(request: FastifyRequest, person: { id: string; name: string } | null, project: string) {
  const actor: AuditActor = person
    ? { kind: 'person', id: person.id, name: person.name }
    : { kind: 'unknown', id: '', name: '' };
  return { project, actor, address: request.ip, action: 'session.begin', target: '', request: request.id };
}
