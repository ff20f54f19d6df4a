import type * as Grpc from '@grpc/grpc-js';
import { errorTable, type HubError } from '../errors.ts';
import { ByteBudget } from './byte-budget.ts';
import { exportResponse } from './export-response.ts';
import type { OtlpLimits } from './limits.ts';
import { asHubError, receive } from './receive.ts';
import { receiveGate } from './receive-gate.ts';
import type { Ingest, Signal } from './records.ts';
import { statusMessage, statusText } from './status-message.ts';

/** What a call says of who makes it. */
export interface GrpcSender {
  readonly metadata: Grpc.Metadata;
  /** Address and port of the other end. */
  getPeer(): string;
  /** What it calls this server. */
  getHost(): string;
}

export interface OtlpGrpcOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly ingest: Ingest;
  /** The project that a request is of; throws a HubError where it may not send. */
  readonly project: (call: GrpcSender) => string | Promise<string>;
  readonly limits: OtlpLimits;
  /** Certificate and key, with their changes; without it the port speaks plain HTTP/2. */
  readonly certificates?: Grpc.experimental.CertificateProvider;
  /** Shared with other transports, to bound them together. */
  readonly budget?: ByteBudget;
  /** Told of what is a fault of ours, which the sender learns nothing of. */
  readonly onFault?: (error: HubError) => void;
}

export interface OtlpGrpc {
  readonly port: number;
  /** Takes no more requests, waits a little for those under way, then ends them; at once when hurried. */
  close(hurried?: AbortSignal): Promise<void>;
}

const services: Readonly<Record<Signal, string>> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};

/** Exports that one connection may have under way at a time. */
const maxConcurrentStreams = 32;
const closeTimeoutMs = 5000;

/**
 * OTLP/gRPC: `Export` of the trace, logs and metrics services, plain or in gzip. Answers after commit.
 * Rejects where the port cannot be taken, with the port in the message and the system's code (`EADDRINUSE`).
 */
export async function startOtlpGrpc(options: OtlpGrpcOptions): Promise<OtlpGrpc> {
  // 18 MB of memory that a hub without OTLP/gRPC does not need.
  const grpc = await import('@grpc/grpc-js');
  const budget = options.budget ?? new ByteBudget(options.limits);
  const server = new grpc.Server({
    'grpc.max_receive_message_length': options.limits.maxBodyBytes,
    'grpc.max_concurrent_streams': maxConcurrentStreams,
    interceptors: [receiveGate(grpc)],
  });
  for (const signal of ['traces', 'logs', 'metrics'] as const) {
    server.addService(definitionOf(services[signal]), {
      Export: (call: Grpc.ServerUnaryCall<Buffer, Buffer>, callback: Grpc.sendUnaryData<Buffer>) => {
        void answerExport(grpc, signal, call, options, budget).then(
          (response) => callback(null, response),
          (status: Partial<Grpc.StatusObject>) => callback(status),
        );
      },
    });
  }
  const port = await bind(grpc, server, options);
  let closed: Promise<void> | null = null;
  return { port, close: (hurried) => (closed ??= closeServer(server, hurried)) };
}

async function answerExport(
  grpc: typeof Grpc,
  signal: Signal,
  call: Grpc.ServerUnaryCall<Buffer, Buffer>,
  { project, ingest, limits, onFault }: OtlpGrpcOptions,
  budget: ByteBudget,
): Promise<Buffer> {
  const lease = budget.lease();
  try {
    const sender = await project(call);
    lease.grow(call.request.length);
    const request = { signal, encoding: 'protobuf', body: call.request, project: sender } as const;
    const rejection = await receive(request, ingest, limits);
    return exportResponse(signal, 'protobuf', rejection);
  } catch (cause) {
    const error = asHubError(cause);
    if (error.code === 'OBS_INTERNAL') onFault?.(error);
    const metadata = new grpc.Metadata();
    metadata.set(
      'grpc-status-details-bin',
      statusMessage(error, 'protobuf', error.retryAfterS ?? limits.retryAfterSeconds),
    );
    throw { code: errorTable[error.code].grpc, details: statusText(error), metadata };
  } finally {
    lease.release();
  }
}

/** Messages pass as bytes, so that what cannot be decoded is answered by us, not by the library. */
function definitionOf(service: string): Grpc.ServiceDefinition {
  const same = (bytes: Buffer) => bytes;
  return {
    Export: {
      path: `/${service}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    },
  };
}

function bind(
  grpc: typeof Grpc,
  server: Grpc.Server,
  { host, port, certificates }: OtlpGrpcOptions,
): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  // In 1.14 the names of its first two parameters are exchanged: this is the one of the server's own certificate.
  const credentials = certificates
    ? grpc.experimental.createCertificateProviderServerCredentials(certificates, null, false)
    : grpc.ServerCredentials.createInsecure();
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(bindError(error, address));
    });
  });
}

/** The library tells the system's code only within its message. */
function bindError(cause: Error, address: string): Error {
  const code = /\bE[A-Z]{4,}\b/.exec(cause.message)?.[0] ?? 'EBIND';
  const reason = code === 'EADDRINUSE' ? 'is in use' : `cannot be taken (${cause.message})`;
  return Object.assign(new Error(`OTLP/gRPC: ${address} ${reason}`, { cause }), { code });
}

function closeServer(server: Grpc.Server, hurried?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const force = () => {
      clearTimeout(timer);
      server.forceShutdown();
      resolve();
    };
    const timer = setTimeout(force, closeTimeoutMs);
    hurried?.addEventListener('abort', force, { once: true });
    // Tells clients by GOAWAY that further requests go elsewhere.
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
