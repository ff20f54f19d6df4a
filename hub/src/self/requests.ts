import { Attr } from '@observatory/shim/conventions';
import {
  type Context,
  context,
  createContextKey,
  type Link,
  ROOT_CONTEXT,
  SpanKind,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import type { FastifyRequest } from 'fastify';
import type { Api } from '../api/context.ts';
import type { Work, WorkStart } from './work.ts';

const UNTOLD = createContextKey('not told of the hub');

/** Whether what happens in a context is told nowhere, log lines included: there the hub takes in telemetry. */
export const isUntold = (active: Context): boolean => active.getValue(UNTOLD) === true;

/** Asked again and again by machines: their spans would say nothing. */
const PROBES: ReadonlySet<string> = new Set(['/health', '/ready', '/metrics']);

/** Tells of an app's requests. OTLP, which may carry what this told, is not among them: ingest tells of that. */
export function tellRequestsOf(app: Api, begin: (start: Omit<WorkStart, 'isChosen'>) => Work): void {
  const contexts = new WeakMap<FastifyRequest, Context>();
  const works = new WeakMap<FastifyRequest, Work>();
  app.addHook('onRequest', (request, _reply, done) => {
    const inside = request.url.startsWith('/v1/') ? ROOT_CONTEXT.setValue(UNTOLD, true) : told(request);
    if (inside === null) return done();
    contexts.set(request, inside);
    context.with(inside, done);
  });
  // What reads the body goes on in the context of the connection.
  app.addHook('preValidation', (request, _reply, done) => {
    const inside = contexts.get(request);
    if (inside === undefined) done();
    else context.with(inside, done);
  });
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const attributes = { [Attr.httpResponseStatusCode]: statusCode };
    works.get(request)?.end(true, statusCode >= 500 ? String(statusCode) : null, attributes);
    done();
  });

  function told(request: FastifyRequest): Context | null {
    const route = request.routeOptions.url;
    if (route === undefined || PROBES.has(route) || isStream(request)) return null;
    const work = begin({
      name: `${request.method} ${route}`,
      kind: SpanKind.SERVER,
      attributes: { [Attr.httpRequestMethod]: request.method, [Attr.httpRoute]: route },
      links: callerOf(request),
    });
    works.set(request, work);
    return work.context;
  }
}

/** It lasts for hours, and what it sends belongs to no request. */
const isStream = ({ headers }: FastifyRequest): boolean =>
  headers.upgrade !== undefined || (headers.accept?.includes('text/event-stream') ?? false);

/** A link, not a parent: the hub's work is no step of the agent that asks it, and no caller decides what is told. */
function callerOf({ headers: { traceparent } }: FastifyRequest): Link[] {
  const caller = typeof traceparent === 'string' ? parseTraceParent(traceparent) : null;
  return caller === null ? [] : [{ context: caller }];
}
