import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { FIRST_PROJECT } from '../access/principal.ts';
import { accessOf } from '../access/route-access.ts';
import type { Api } from '../api/context.ts';
import { HubError } from '../errors.ts';
import type { AuditActor, AuditEntry, RequestAudit } from './audit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a route adds to its entry in the audit trail: names and ids, never content. */
    audited: Partial<Pick<AuditEntry, 'actor' | 'project' | 'target' | 'detail'>> | null;
    /** The trail has this request already, or need not have it. */
    isAudited: boolean;
  }
}

type Watched = 'change' | 'content' | 'other';

/**
 * Records every change, every read of content and every refusal, of whatever route: a route has nothing to do, and can
 * forget nothing. What is recorded is stored before the answer goes out; where that fails the answer is 503.
 */
export function auditRequests(app: Api, audit: RequestAudit): void {
  app.decorateRequest('audited', null);
  app.decorateRequest('isAudited', false);
  app.addHook('onRoute', requireName);
  app.addHook('preHandler', async (request) => {
    const watched = watchedOf(request);
    // Not begun while it could not be told.
    if (watched === 'change') await audit.ready();
    // Whose a stream is that awaits its key is known later.
    if (watched === 'content' && isStream(request) && !request.awaitsKey) await recordStream(audit, request);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const entry = entryOf(audit, request, reply);
    if (entry === undefined) return payload;
    request.isAudited = true;
    if (isFolded(request, reply)) {
      audit.refused(entry);
      return payload;
    }
    try {
      await audit.record(entry);
      return payload;
    } catch (error) {
      request.log.error(
        { err: error, audit: entry },
        'an answer is withheld: the audit trail has no entry of it',
      );
      return withhold(reply, payload, error);
    }
  });
}

/** Changes are told by their operation id, so each must have one. */
function requireName(route: RouteOptions): void {
  const { method, url, config, schema } = route;
  const access = accessOf(route);
  const reads = [method].flat().every((one) => one === 'GET' || one === 'HEAD');
  if (reads && config?.readsContent !== true) return;
  if (access === 'ingest' || schema?.operationId !== undefined || schema?.hide === true) return;
  throw new Error(`${String(method)} ${url} must have an operationId: the audit trail names it by that`);
}

function watchedOf(request: FastifyRequest): Watched {
  const {
    method,
    routeOptions: { config, schema },
  } = request;
  if (schema?.operationId === undefined) return 'other';
  if (config.readsContent === true || isSearch(request)) return 'content';
  return method === 'GET' || method === 'HEAD' || config.access === 'ingest' ? 'other' : 'change';
}

/** Also where the answer holds no content: what is found says that it is there. */
function isSearch({ query }: FastifyRequest): boolean {
  // As it was read: in the address a name may be written in many ways (`%71=`).
  const asked = query as Readonly<Record<string, unknown>> | null;
  return ['q', 'query', 'search'].some((name) => (asked?.[name] ?? '') !== '');
}

function entryOf(audit: RequestAudit, request: FastifyRequest, reply: FastifyReply): AuditEntry | undefined {
  if (request.isAudited) return undefined;
  const { statusCode: status } = reply;
  const isRefusal = status === 401 || status === 403;
  if (!isRefusal && watchedOf(request) === 'other') return undefined;
  const outcome = isRefusal || status === 429 ? 'refused' : status < 400 ? 'done' : 'failed';
  return { ...aboutRequest(audit, request), outcome, status };
}

/** Refusals, and whatever strangers ask, such as the end of a session that they have not: as many as they like. */
function isFolded({ principal }: FastifyRequest, { statusCode }: FastifyReply): boolean {
  return principal === null || [401, 403, 429].includes(statusCode);
}

/** What the trail says of a request, whatever became of it. */
export function aboutRequest(audit: RequestAudit, request: FastifyRequest): Omit<AuditEntry, 'outcome'> {
  const { principal, audited, routeOptions, url, ip, id } = request;
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  const project = audited?.project ?? principal?.project ?? FIRST_PROJECT;
  return {
    project,
    actor: audited?.actor ?? actorOf(request),
    address: ip ?? null,
    action: routeOptions.schema?.operationId ?? `${request.method} ${routeOptions.url ?? '(no route)'}`,
    target: audited?.target ?? targetOf(audit, project, request),
    request: id,
    detail: { ...(query !== '' && { query: audit.hashOf(query) }), ...audited?.detail },
  };
}

function actorOf({ principal }: FastifyRequest): AuditActor {
  if (principal === null) return { kind: 'unknown', id: '', name: '' };
  return { kind: principal.kind, id: principal.id, name: principal.name };
}

/** The parameters of the path in their order; of one that names a user, and of one that is no route, not in plain. */
function targetOf(audit: RequestAudit, project: string, { params, routeOptions }: FastifyRequest): string {
  const { url, schema } = routeOptions;
  if (typeof params !== 'object' || params === null || schema === undefined) return '';
  const values = Object.values(params).map(String);
  if (!url?.includes('/users/:id')) return values.join('/');
  return `user ${values.map((id) => audit.hashOfUser(project, id)).join('/')}`;
}

function isStream({ ws, routeOptions: { schema } }: FastifyRequest): boolean {
  return ws || (schema?.produces ?? []).includes('text/event-stream');
}

const RETRY_MS = 1000;
const LATEST_MS = 30_000;

/**
 * A stream has no answer that ends: its begin is stored before it opens, its end when it is over. While the trail cannot be
 * written server-sent events begin all the same, since an EventSource that is refused once never comes back; they are cut when
 * their begin is not stored soon after.
 */
export async function recordStream(audit: RequestAudit, request: FastifyRequest): Promise<void> {
  const about = aboutRequest(audit, request);
  const began = performance.now();
  const begin: AuditEntry = { ...about, outcome: 'done', detail: { ...about.detail, stream: 'begin' } };
  const source = request.ws ? request.raw.socket : request.raw;
  await audit.record(begin).catch((refusal) => {
    if (request.ws) throw refusal;
    recordLate(audit, begin).catch((error) => {
      request.log.error({ err: error, audit: begin }, 'a stream is cut: the audit trail has no entry of it');
      request.raw.socket.destroy();
    });
  });
  source.once('close', () => {
    // Answered as an ordinary request, it never was a stream.
    if (request.isAudited) return;
    const seconds = Math.round((performance.now() - began) / 1000);
    const detail = { ...about.detail, stream: 'end', seconds };
    audit.record({ ...about, outcome: 'done', detail }).catch((error) => {
      request.log.error({ err: error }, 'the end of a stream is not in the audit trail');
    });
  });
}

/** Tries again and again, for as long as a stream may be open unseen. */
async function recordLate(audit: RequestAudit, entry: AuditEntry): Promise<void> {
  const latest = performance.now() + LATEST_MS;
  for (;;) {
    await sleep(RETRY_MS, undefined, { ref: false });
    try {
      return await audit.record(entry);
    } catch (error) {
      if (performance.now() > latest) throw error;
    }
  }
}

/** The answer in place of one that must not go out. */
function withhold(reply: FastifyReply, payload: unknown, cause: unknown): string {
  (payload as Partial<Readable> | null)?.destroy?.();
  const fault =
    cause instanceof HubError
      ? cause
      : new HubError('OBS_AUDIT_UNAVAILABLE', 'The audit trail cannot be written.', { cause });
  for (const name of [
    'content-length',
    'content-encoding',
    'content-disposition',
    'set-cookie',
    'etag',
    'location',
  ])
    reply.removeHeader(name);
  void reply
    .code(fault.status)
    .header('content-type', 'application/json; charset=utf-8')
    .header('retry-after', '1');
  return JSON.stringify(fault);
}
