import { createServer, type Server } from 'node:http';
import { createServer as createGrpcServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import {
  decodeRequest,
  type KeyValue,
  plainAttributes,
  plainValue,
} from '../../shim/src/testing/otlp-messages.ts';
import { freePort } from './free-port.ts';

type Item = Record<string, unknown>;
interface MetricOf {
  readonly name: string;
  readonly resource: object;
  readonly metric: Item;
  /** The request that it came in: exemplars are read there. */
  readonly body: Buffer;
}

/** A store that takes OTLP by HTTP on any path, or by gRPC: keeps what comes, can go and come back on the same port. */
export class OtlpSink {
  readonly port: number;
  readonly spans: ReturnType<typeof spanOf>[] = [];
  readonly logs: ReturnType<typeof logOf>[] = [];
  readonly metrics: MetricOf[] = [];
  readonly authorizations = new Set<string>();
  readonly #protocol: 'http' | 'grpc';
  #server: Server | Http2Server | null = null;
  readonly #sessions = new Set<ServerHttp2Session>();

  private constructor(protocol: 'http' | 'grpc', port: number) {
    this.#protocol = protocol;
    this.port = port;
  }

  static async open(protocol: 'http' | 'grpc'): Promise<OtlpSink> {
    const sink = new OtlpSink(protocol, await freePort());
    await sink.come();
    return sink;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async come(): Promise<void> {
    const server = this.#protocol === 'http' ? this.#httpServer() : this.#grpcServer();
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
  }

  /** Refuses connections from now on. */
  async go(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    for (const session of this.#sessions) session.destroy();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    if ('closeAllConnections' in server) server.closeAllConnections();
    await closed;
  }

  clear(): void {
    for (const list of [this.spans, this.logs, this.metrics]) list.length = 0;
  }

  #httpServer(): Server {
    return createServer(async (request, response) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      this.authorizations.add(request.headers.authorization ?? '');
      this.#keep(request.url ?? '', request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  }

  #grpcServer(): Http2Server {
    const server = createGrpcServer();
    server.on('session', (session) => {
      this.#sessions.add(session);
      session.on('close', () => this.#sessions.delete(session));
    });
    server.on('stream', (stream, headers) => {
      const chunks: Uint8Array[] = [];
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      stream.on('error', () => {});
      stream.on('end', () => {
        const [packed, message] = [chunks[0]?.[0], Buffer.concat(chunks).subarray(5)];
        const path = String(headers[':path']).includes('TraceService') ? '/v1/traces' : '';
        this.#keep(path, packed === 1 ? gunzipSync(message) : message);
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
        // One message of no bytes.
        stream.end(Buffer.alloc(5));
      });
    });
    return server;
  }

  #keep(path: string, body: Buffer): void {
    if (path.endsWith('/v1/traces')) {
      for (const { items, resource } of decodeRequest('Traces', body))
        this.spans.push(...items.map((item) => spanOf(resource, item)));
    } else if (path.endsWith('/v1/logs')) {
      for (const { items, resource } of decodeRequest('Logs', body))
        this.logs.push(...items.map((item) => logOf(resource, item)));
    } else if (path.endsWith('/v1/metrics')) {
      for (const { items, resource } of decodeRequest('Metrics', body))
        this.metrics.push(...items.map((metric) => ({ name: String(metric.name), resource, metric, body })));
    }
  }
}

const hex = (bytes: unknown) => Buffer.from((bytes as Uint8Array | undefined) ?? []).toString('hex');
const attributesOf = (item: Item) => plainAttributes(item.attributes as readonly KeyValue[] | undefined);

function spanOf(resource: object, item: Item) {
  return {
    resource: resource as Readonly<Record<string, unknown>>,
    traceId: hex(item.traceId),
    spanId: hex(item.spanId),
    name: String(item.name),
    message: String((item.status as Item | undefined)?.message ?? ''),
    attributes: attributesOf(item),
    events: ((item.events ?? []) as Item[]).map((event) => ({
      name: String(event.name),
      attributes: attributesOf(event),
    })),
  };
}

function logOf(resource: object, item: Item) {
  return {
    resource: resource as Readonly<Record<string, unknown>>,
    traceId: hex(item.traceId),
    spanId: hex(item.spanId),
    severityNumber: Number(item.severityNumber ?? 0),
    body: plainValue(item.body as never),
    attributes: attributesOf(item),
  };
}
