import { existsSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerOptions } from 'node:http';
import etag from '@fastify/etag';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyError, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import { auditRequests } from '../audit/audit-requests.ts';
import { ruleBrowsers, ruleCaches } from '../edge/browser-rules.ts';
import type { ReloadingTls } from '../edge/reloading-tls.ts';
import { type ErrorCode, errorTable, HubError } from '../errors.ts';
import { limitConnections } from '../limits/limit-connections.ts';
import { limitRequests } from '../limits/limit-requests.ts';
import { requireOneHost } from '../limits/require-one-host.ts';
import type { Login } from '../login/login.ts';
import { tellRequests } from '../self/watch.ts';
import type { EdgeSettings } from '../settings/edge.ts';
import { shedReads } from '../shedding/shed-reads.ts';
import type { Shedding } from '../shedding/shedding.ts';
import { isStoreFailure, storeError } from '../store/database.ts';
import { serializerBuilder } from './compile-serializer.ts';
import type { Api, HubContext } from './context.ts';
import { docsPage } from './docs-page.ts';
import { guardHosts, wantsPage } from './host-guard.ts';
import { withMethodGuard } from './method-guard.ts';
import { withOptionalParameters } from './optional-parameters.ts';
import { asksForPage, pagePolicy } from './page-paths.ts';
import { agentRoutes } from './routes/agents.ts';
import { alertRoutes } from './routes/alerts.ts';
import { auditRoutes } from './routes/audit.ts';
import { boardRoutes } from './routes/boards.ts';
import { costRoutes } from './routes/cost.ts';
import { encryptionRoutes } from './routes/encryption.ts';
import { eventRoutes } from './routes/events.ts';
import { executionRoute } from './routes/execution.ts';
import { executionRoutes } from './routes/executions.ts';
import { failureRoutes } from './routes/failures.ts';
import { type HealthOptions, healthRoutes } from './routes/health.ts';
import { instrumentationRoutes } from './routes/instrumentation.ts';
import { keyRoutes } from './routes/keys.ts';
import { loginRoutes } from './routes/login.ts';
import { metricsStreamRoute } from './routes/metrics-stream.ts';
import { namedPageRoutes } from './routes/named-pages.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { observabilityRoutes } from './routes/observability.ts';
import { otlpExportRoutes } from './routes/otlp-export.ts';
import { overviewRoutes } from './routes/overview.ts';
import { participantRoutes } from './routes/participants.ts';
import { predictionRoutes } from './routes/predictions.ts';
import { privacyRoutes } from './routes/privacy.ts';
import { projectRoutes } from './routes/projects.ts';
import { recordRoutes } from './routes/records.ts';
import { ruleRoutes } from './routes/rules.ts';
import { runbookRoutes } from './routes/runbooks.ts';
import { searchRoutes } from './routes/searches.ts';
import { sessionRoutes } from './routes/session.ts';
import { silenceRoutes } from './routes/silences.ts';
import { sqlRoutes } from './routes/sql.ts';
import { statsRoutes } from './routes/stats.ts';
import { streamRoutes } from './routes/streams.ts';
import { traceAnalysisRoutes } from './routes/trace-analysis.ts';
import { traceRoutes } from './routes/traces.ts';
import { viewRoutes } from './routes/views.ts';
import { webSocketRoutes } from './routes/web-sockets.ts';
import { schemas } from './schemas/all.ts';
import { validationText } from './validation-text.ts';
import { serveWebSockets } from './web-socket-server.ts';

export interface AppOptions {
  readonly log: Logger;
  readonly version: string;
  readonly health: HealthOptions;
  /** Folder of the built page; null serves none. */
  readonly pageDir: string | null;
  /** Null: plain HTTP. */
  readonly tls: ReloadingTls | null;
  /** Whether browsers reach the hub by HTTPS alone. */
  readonly isHttps: boolean;
  readonly edge: Pick<EdgeSettings, 'rateLimit' | 'ingestRateLimit' | 'maxConnections' | 'trustedProxies'>;
  /** How long headers, and whole requests, may take to come, and how often that is looked at, ms. */
  readonly patience?: { readonly headersMs: number; readonly requestMs: number; readonly everyMs: number };
  /** Without it nothing is refused. */
  readonly shedding?: Pick<Shedding, 'check'>;
  /** Null: nobody signs in but with a key. */
  readonly login: Login | null;
}

/** Headers, or a body, that trickle in are cut off. */
const PATIENCE = { headersMs: 20_000, requestMs: 60_000, everyMs: 5000 };
/** Fastify's own, which a server of ours has not by itself. */
const KEEP_ALIVE_MS = 72_000;
/** Any other protocol that a client offers to change to (h2c, say) is declined by an ordinary answer; Node 24.9. */
const shouldUpgradeCallback = ({ headers }: IncomingMessage) => /^websocket$/i.test(headers.upgrade ?? '');

/** The hub's HTTP server with all routes but OTLP's, which the caller registers. Nothing listens yet. */
export async function buildApp(context: HubContext, options: AppOptions): Promise<Api> {
  const pageDir = options.pageDir !== null && existsSync(options.pageDir) ? options.pageDir : null;
  const { patience = PATIENCE, edge } = options;
  const { trustedProxies } = edge;
  const serverOptions = {
    shouldUpgradeCallback,
    headersTimeout: patience.headersMs,
    connectionsCheckingInterval: patience.everyMs,
  };
  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    // Requests under way are answered; listen.ts ends what takes too long.
    forceCloseConnections: false,
    return503OnClosing: false,
    // A misspelt parameter is named, not left out in silence. Strict, Ajv holds "Infinity" against no minimum and no maximum.
    ajv: { customOptions: { removeAdditional: false, strictNumbers: false, allowUnionTypes: true } },
    requestTimeout: patience.requestMs,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    ...(options.tls === null
      ? { http: serverOptions }
      : { serverFactory: serverWith(options.tls, { ...serverOptions, requestTimeout: patience.requestMs }) }),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2048 },
    // A browser that is led to a page gets it also where the path is a route of the API.
    ...(pageDir !== null && {
      rewriteUrl: (request: IncomingMessage) => (asksForPage(request) ? '/index.html' : (request.url ?? '/')),
    }),
    schemaController: { compilersFactory: { buildSerializer: serializerBuilder } },
  }) as unknown as Api;
  tellRequests(app);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const hubError = hubErrorOf(error, request);
    if (hubError.status >= 500) request.log.error({ err: error, url: request.url }, 'request failed');
    if (errorTable[hubError.code].retryable && !reply.hasHeader('retry-after'))
      void reply.header('retry-after', '1');
    return reply.code(hubError.status).send(hubError.toJSON());
  });
  app.addHook('onSend', async (_request, reply) => {
    if (context.drain.isOn) void reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => context.drain.endStreams());
  // Before the guard, so that what is refused has the headers, too, and preflights, which carry no key, are answered.
  await ruleBrowsers(app, { allowedOrigins: context.access.allowedOrigins, isHttps: options.isHttps });
  // Before the guard: what is refused, too, must be known as a handshake, or its connection would stay.
  await serveWebSockets(app);
  requireOneHost(app);
  if (options.shedding) shedReads(app, options.shedding);
  limitConnections(app.server, { most: edge.maxConnections, trusted: trustedProxies });
  const { access, otherHubs } = context;
  const countsOf = (kind: string) => otherHubs.counts.of(kind);
  limitRequests(app, { ...edge, isOn: access.isOn, countsOf }, () => guardHosts(app, access, pageDir));
  auditRequests(app, context.audit);
  // A page that asks again gets 304 where nothing changed.
  await app.register(etag, { weak: true });
  ruleCaches(app);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Observatory hub', version: options.version, license: { name: 'Apache-2.0' } },
    },
    transformObject: (made) =>
      'openapiObject' in made ? withOptionalParameters(made.openapiObject) : made.swaggerObject,
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`) },
  });
  await app.register(swaggerUi, docsPage);
  for (const schema of schemas) app.addSchema(schema);
  await app.register(async (routes) => {
    withMethodGuard(routes as unknown as Api, (api) => {
      executionRoutes(api, context);
      executionRoute(api, context);
      traceRoutes(api, context);
      streamRoutes(api, context);
      metricsStreamRoute(api, context, options.health);
      statsRoutes(api, context);
      healthRoutes(api, context, options.health);
      observabilityRoutes(api, context, options.health);
      ruleRoutes(api, context);
      silenceRoutes(api, context);
      viewRoutes(api, context);
      boardRoutes(api, context);
      alertRoutes(api, context);
      notificationRoutes(api, context);
      instrumentationRoutes(api, context);
      webSocketRoutes(api, context, options.health);
      sessionRoutes(api, context);
      loginRoutes(api, context, options.login);
      keyRoutes(api, context);
      projectRoutes(api, context);
      runbookRoutes(api, context.runbooks);
      namedPageRoutes(api);
      costRoutes(api, context);
      privacyRoutes(api, context);
      searchRoutes(api, context);
      traceAnalysisRoutes(api, context);
      failureRoutes(api, context);
      predictionRoutes(api, context);
      eventRoutes(api, context);
      agentRoutes(api, context);
      participantRoutes(api, context);
      recordRoutes(api, context);
      otlpExportRoutes(api, context, options.health);
      overviewRoutes(api, context, options.health);
      sqlRoutes(api, context);
      auditRoutes(api, context);
      encryptionRoutes(api, context);
      api.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
    });
  });
  await servePage(app, pageDir);
  return app;
}

function serverWith(tls: ReloadingTls, options: ServerOptions) {
  return (handler: RequestListener) =>
    tls.createServer(handler, { ...options, keepAliveTimeout: KEEP_ALIVE_MS });
}

/** The page at every path that is no route: its own router takes it from there. */
async function servePage(app: Api, pageDir: string | null): Promise<void> {
  if (pageDir !== null) {
    await app.register(fastifyStatic, {
      root: pageDir,
      wildcard: false,
      cacheControl: false,
      // The page's build puts .br and .gz beside its texts.
      preCompressed: true,
      setHeaders: (reply, path) => {
        reply.header(
          'cache-control',
          /\/assets\//.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
        reply.header('content-security-policy', pagePolicy);
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    if (pageDir !== null && wantsPage(request)) return reply.sendFile('index.html');
    const path = request.url.split('?')[0]?.slice(0, 200);
    const error = new HubError(
      'OBS_NOT_FOUND',
      `There is no ${request.method} ${path}; GET /openapi.json lists the routes.`,
    );
    return reply.code(error.status).send(error.toJSON());
  });
}

const codesOfStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'OBS_BAD_REQUEST',
  404: 'OBS_NOT_FOUND',
  405: 'OBS_METHOD_NOT_ALLOWED',
  413: 'OBS_BODY_TOO_LARGE',
  415: 'OBS_UNSUPPORTED_MEDIA_TYPE',
};

function hubErrorOf(error: FastifyError, request: FastifyRequest): HubError {
  if (error instanceof HubError) return error;
  const [fault] = error.validation ?? [];
  if (fault) {
    const place = error.validationContext === 'querystring' ? 'query' : String(error.validationContext);
    if (fault.keyword === 'additionalProperties') {
      const name = String(fault.params.additionalProperty).slice(0, 60);
      const { properties = {} } = (request.routeOptions.schema?.querystring ?? {}) as { properties?: object };
      const taken = place === 'query' ? Object.keys(properties).join(', ') : '';
      const message = `There is no parameter "${name}" here; ${taken ? `the route takes ${taken}` : 'GET /openapi.json lists what the route takes'}.`;
      return new HubError('OBS_BAD_REQUEST', message, { where: `${place}.${name}` });
    }
    const path = fault.instancePath.split('/').slice(1);
    const where = [place, ...path].join('.');
    const values = (place === 'query' ? request.query : request.params) as Record<string, unknown>;
    // What a body holds is not repeated: it may be a key.
    const got =
      path[0] === undefined || place === 'body'
        ? ''
        : `, got ${JSON.stringify(values[path[0]])?.slice(0, 60)}`;
    const isEmpty = place === 'body' && (request.body === undefined || request.body === null);
    const expected = validationText(error.validation ?? [], isEmpty);
    return new HubError(
      'OBS_BAD_REQUEST',
      `${where} ${expected}${got}; GET /openapi.json says what is expected.`,
      { where },
    );
  }
  const code = error.statusCode === undefined ? undefined : codesOfStatus[error.statusCode];
  if (code) {
    // The server's own parsers: empty, no JSON, of another type, too large, or with names that reach prototypes.
    const isOfBody = error instanceof SyntaxError || String(error.code).startsWith('FST_ERR_CTP_');
    const message =
      code === 'OBS_UNSUPPORTED_MEDIA_TYPE'
        ? `Expected the header content-type: application/json, got ${String(request.headers['content-type'] ?? 'none').slice(0, 100)}.`
        : error.message;
    return new HubError(code, message, { cause: error, ...(isOfBody && { where: 'body' }) });
  }
  return storeErrorOrFault(error);
}

/** Errors of the database's driver are the store's; anything else is a fault of ours and says nothing of itself. */
function storeErrorOrFault(error: FastifyError): HubError {
  if (isStoreFailure(error)) return storeError(error);
  return new HubError('OBS_INTERNAL', 'The hub failed at this request; its log has the cause.', {
    cause: error,
  });
}
