import type { TlsFiles } from './tls-files.ts';

/** Posts OTLP requests to one address, over HTTP or gRPC. */
export interface OtlpSender {
  readonly url: string;
  /** Sends one request, trying again until its timeout. Gives the answer's body; rejects where it gave up. */
  send(body: Uint8Array): Promise<Uint8Array>;
  /** The same request, uncompressed, for another process to send. */
  plainRequest(body: Uint8Array): PlainRequest;
  /** Closes its connections. */
  close(): void;
}

/** All that sending one request takes. */
export interface PlainRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly tls: TlsFiles;
  /** Whether `headers` and `body` are those of a gRPC call. */
  readonly isGrpc: boolean;
}
