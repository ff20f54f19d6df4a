import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifyTypeProvider,
  RawServerDefault,
} from 'fastify';
import { type ErrorCode, errorTable, HubError } from '../errors.ts';
import { discardRest, readBody } from './body.ts';
import { ByteBudget } from './byte-budget.ts';
import type { Encoding } from './decode.ts';
import { exportResponse } from './export-response.ts';
import type { OtlpLimits } from './limits.ts';
import { asHubError, receive } from './receive.ts';
import type { Ingest, Signal } from './records.ts';
import { statusMessage } from './status-message.ts';

export interface OtlpHttpOptions {
  readonly ingest: Ingest;
  /** The project that a request is of; throws a HubError where it may not send. */
  readonly project: (request: FastifyRequest) => string;
  readonly limits: OtlpLimits;
  /** Shared with other transports, to bound them together. */
  readonly budget?: ByteBudget;
}

/** A Fastify instance with any logger and type provider. */
type App<L extends FastifyBaseLogger, T extends FastifyTypeProvider> = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  L,
  T
>;

const mediaTypes: Readonly<Record<Encoding, string>> = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
};

/**
 * OTLP/HTTP: POST /v1/traces, /v1/logs and /v1/metrics, in protobuf and JSON, plain or in gzip. Answers after commit;
 * failures are google.rpc.Status in the request's encoding (OTLP specification 1.9).
 */
export function otlpHttp<L extends FastifyBaseLogger, T extends FastifyTypeProvider>(
  app: App<L, T>,
  options: OtlpHttpOptions,
): void {
  const budget = options.budget ?? new ByteBudget(options.limits);
  // The routes use neither the logger's nor the provider's type.
  void (app as unknown as FastifyInstance).register(async (scope) => {
    // Bodies are read by the routes, which bound them before and after decompression.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.setErrorHandler((error, request, reply) => answerFailure(error, request, reply, options.limits));
    for (const signal of ['traces', 'logs', 'metrics'] as const) {
      const url = `/v1/${signal}`;
      scope.post(url, { config: { access: 'ingest' } }, (request, reply) =>
        answerExport(signal, request, reply, options, budget),
      );
      scope.route({
        method: ['GET', 'PUT', 'PATCH', 'DELETE'],
        url,
        config: { access: 'ingest' },
        schema: { hide: true },
        handler: (_request, reply) => {
          void reply.header('allow', 'POST');
          throw new HubError('OBS_METHOD_NOT_ALLOWED', `expected POST ${url} with an OTLP export request`);
        },
      });
    }
  });
}

async function answerExport(
  signal: Signal,
  request: FastifyRequest,
  reply: FastifyReply,
  { ingest, project, limits }: OtlpHttpOptions,
  budget: ByteBudget,
): Promise<FastifyReply> {
  const encoding = encodingOf(request);
  if (encoding === null) {
    const got = request.headers['content-type']?.slice(0, 80) ?? 'none';
    const problem = `expected Content-Type ${mediaTypes.protobuf} or ${mediaTypes.json}; got ${got}`;
    throw new HubError('OBS_UNSUPPORTED_MEDIA_TYPE', problem);
  }
  const sender = project(request);
  const lease = budget.lease();
  try {
    const body = await readBody(request.raw, limits.maxBodyBytes, lease);
    const rejection = await receive({ signal, encoding, body, project: sender }, ingest, limits);
    return reply.type(mediaTypes[encoding]).send(exportResponse(signal, encoding, rejection));
  } finally {
    lease.release();
  }
}

function answerFailure(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  limits: OtlpLimits,
): FastifyReply {
  const hubError = fromFastify(error) ?? asHubError(error);
  const encoding = encodingOf(request) ?? 'json';
  if (hubError.code === 'OBS_INTERNAL') request.log.error({ err: error }, 'an OTLP request failed');
  else request.log.info({ code: hubError.code, where: hubError.where }, hubError.message);
  if (errorTable[hubError.code].retryable) void reply.header('retry-after', String(limits.retryAfterSeconds));
  discardRest(request.raw, limits.maxBodyBytes);
  return reply
    .code(hubError.status)
    .type(mediaTypes[encoding])
    .send(statusMessage(hubError, encoding, limits.retryAfterSeconds));
}

/** What the request is encoded in, by its media type alone; null where that is none of OTLP's. */
function encodingOf(request: FastifyRequest): Encoding | null {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === mediaTypes.protobuf) return 'protobuf';
  return type === mediaTypes.json ? 'json' : null;
}

const codes: Readonly<Record<number, ErrorCode>> = {
  413: 'OBS_BODY_TOO_LARGE',
  415: 'OBS_UNSUPPORTED_MEDIA_TYPE',
};

/** Fastify's own errors, such as a content type that is none, are the sender's. */
function fromFastify(error: unknown): HubError | null {
  if (error instanceof HubError || !(error instanceof Error)) return null;
  const { statusCode } = error as { statusCode?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return null;
  return new HubError(codes[statusCode] ?? 'OBS_BAD_REQUEST', error.message, { cause: error });
}
