import Type from 'typebox';
import { HubError } from '../../errors.ts';
import { requireKey } from '../api-key.ts';
import { Attempts } from '../attempts.ts';
import type { Api } from '../context.ts';
import { ErrorAnswer } from '../schemas/core.ts';
import { beginSession, endedSession, requireSameOrigin } from '../session.ts';

export const SESSION_PATH = '/api/v1/session';
const MOST_ATTEMPTS = 10;
const WINDOW_MS = 60_000;

/** Sign-in of browsers to a hub with a key: the key once, a cookie from then on. */
export function sessionRoutes(app: Api, apiKey: string | null): void {
  const attempts = new Attempts(MOST_ATTEMPTS, WINDOW_MS);

  app.post(
    SESSION_PATH,
    {
      bodyLimit: 16 * 1024,
      config: { access: 'public' },
      schema: {
        operationId: 'signIn',
        summary:
          'Signs a browser in: the key for a cookie, which REST and streams take in its place for seven days',
        tags: ['access'],
        body: Type.Object(
          { key: Type.String({ minLength: 1, maxLength: 4096, description: 'The key of the hub.' }) },
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
      if (apiKey === null)
        throw new HubError('OBS_BAD_REQUEST', 'This hub has no key, so there is nothing to sign in to.', {
          where: 'body.key',
        });
      if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined)
        requireSameOrigin(request);
      const waitS = attempts.take(request.ip);
      if (waitS > 0) {
        void reply.header('retry-after', String(waitS));
        throw new HubError(
          'OBS_TOO_MANY_ATTEMPTS',
          `More than ${MOST_ATTEMPTS} attempts to sign in within a minute; try again in ${waitS} s.`,
        );
      }
      requireKey(apiKey, { authorization: undefined, key: request.body.key });
      const { cookie, expiresAt } = beginSession(apiKey, request);
      void reply.header('set-cookie', cookie).header('cache-control', 'no-store');
      return { expires_at: expiresAt.toISOString() };
    },
  );

  app.delete(
    SESSION_PATH,
    {
      config: { access: 'public' },
      schema: {
        operationId: 'signOut',
        summary: "Ends the browser's session",
        tags: ['access'],
        response: { 204: Type.Null(), 403: ErrorAnswer },
      },
    },
    async (request, reply) => {
      requireSameOrigin(request);
      return reply.code(204).header('set-cookie', endedSession(request)).send(null);
    },
  );
}
