import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { indexPage, runbookPage, runbookPolicy, unknownPage } from '../../runbooks/runbook-pages.ts';
import type { Runbooks } from '../../runbooks/runbooks.ts';
import type { Api } from '../context.ts';

const ROOT = '/runbooks';
const PAGE = `${ROOT}/:name`;
const NEAREST = 5;

/** Open also where a key is asked for, since they hold nothing secret. */
const config = { access: 'public' } as const;

/** What to do about each alert, as pages and, with `.md` at the end, as text. */
export function runbookRoutes(app: Api, runbooks: Runbooks): void {
  app.get(ROOT, { config, schema: { hide: true } }, (_request, reply) => send(reply, indexPage(runbooks)));

  app.get(
    PAGE,
    { config, schema: { hide: true, params: Type.Object({ name: Type.String() }) } },
    (request, reply) => {
      const [, name = '', asText] = /^(.*?)(\.md)?$/s.exec(request.params.name) ?? [];
      const runbook = runbooks.find(name);
      if (runbook === undefined)
        return send(reply.code(404), unknownPage(name, runbooks.nearest(name, NEAREST)));
      if (asText === undefined) return send(reply, runbookPage(runbook, runbooks));
      return guarded(reply).type('text/plain; charset=utf-8').send(runbook.text);
    },
  );
}

function send(reply: FastifyReply, page: string) {
  return guarded(reply).type('text/html; charset=utf-8').send(page);
}

function guarded(reply: FastifyReply): FastifyReply {
  return reply.headers({
    'content-security-policy': runbookPolicy,
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
}
