import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { type GrpcLimits, grpcSenders } from './access/grpc-sender.ts';
import type { Api, HubContext } from './api/context.ts';
import { createHttpServer, type ReloadingTls } from './edge/reloading-tls.ts';
import type { Drain } from './life-cycle/drain.ts';
import { requestsUnderWay } from './life-cycle/requests-under-way.ts';
import { limitConnections } from './limits/limit-connections.ts';
import type { Closer } from './open-store.ts';
import { type OtlpGrpcOptions, startOtlpGrpc } from './otlp/grpc.ts';
import type { HubSettings } from './settings.ts';

export interface ListenOptions {
  readonly settings: HubSettings;
  readonly access: HubContext['access'];
  /** Of gRPC. */
  readonly counts: Pick<GrpcLimits, 'wrong' | 'ingest'>;
  readonly tls: ReloadingTls | null;
  /** How OTLP/gRPC takes what it is sent. */
  readonly receiver: Pick<OtlpGrpcOptions, 'ingest' | 'limits' | 'budget'>;
  readonly drain: Drain;
  readonly log: Logger;
}

/** Where the hub answers. */
export interface Listening {
  readonly url: string;
  readonly otlpHttpPort: number | null;
  readonly otlpGrpcPort: number | null;
}

/** Opens the hub's ports: that of the API, and those where services expect a collector. */
export async function listen(
  app: Api,
  { settings, access, counts, tls, receiver, drain, log }: ListenOptions,
  closers: Closer[],
): Promise<Listening> {
  const { host, otlpGrpcPort } = settings;
  // Together: each waits for what is under way. One after the other they would wait for the sum.
  const parts: Closer[] = [];
  closers.push(() => Promise.all(parts.map((close) => close())));
  const endRequests = requestsUnderWay(app.server);
  const address = await app.listen({
    host,
    port: settings.port,
    // Fastify would say http of a server that it did not make; the program says where the hub is.
    listenTextResolver: () => 'the API listens',
  });
  parts.push(() => {
    const closed = app.close();
    return closed.finally(endRequests(drain));
  });
  const otlpHttpPort = await listenOtlpHttp(app, { settings, tls, drain }, parts);
  const grpc =
    otlpGrpcPort === null
      ? null
      : await startOtlpGrpc({
          host,
          port: otlpGrpcPort,
          ...receiver,
          ...(tls && { certificates: tls.certificateProvider() }),
          project: grpcSenders(access, { ...counts, ingestRateLimit: settings.edge.ingestRateLimit }),
          onFault: (error) => log.error({ err: error }, 'an OTLP/gRPC request failed'),
        });
  if (grpc) parts.push(() => grpc.close(drain.hurried));
  // Closed first: it goes on serving until it is time.
  closers.push(() => drain.begin(settings.lifeCycle.drainS * 1000));
  const url = tls === null ? address : address.replace(/^http:/, 'https:');
  return { url, otlpHttpPort, otlpGrpcPort: grpc?.port ?? null };
}

/** The second port for OTLP/HTTP, where services expect a collector: the same server, for `/v1/*` only. */
async function listenOtlpHttp(
  app: Api,
  { settings, tls, drain }: Pick<ListenOptions, 'settings' | 'tls' | 'drain'>,
  closers: Closer[],
): Promise<number | null> {
  if (settings.otlpHttpPort === null) return null;
  const server = createHttpServer((request, response) => {
    if (request.url?.startsWith('/v1/')) app.routing(request, response);
    else
      response
        .writeHead(404)
        .end(`OTLP only: POST /v1/traces, /v1/logs, /v1/metrics. The page is on port ${settings.port}.\n`);
  }, tls);
  const { maxConnections, trustedProxies } = settings.edge;
  const endRequests = requestsUnderWay(server);
  limitConnections(server, { most: maxConnections, trusted: trustedProxies });
  await opened(server, settings.host, settings.otlpHttpPort);
  closers.push(() => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    return closed.finally(endRequests(drain));
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : settings.otlpHttpPort;
}

function opened(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
}
