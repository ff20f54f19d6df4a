/** Posts OTLP requests to one address, over HTTP or gRPC. */
export interface OtlpSender {
  readonly url: string;
  /** Sends one request, trying again until its timeout. Gives the answer's body; rejects where it gave up. */
  send(body: Uint8Array): Promise<Uint8Array>;
  /** Closes its connections. */
  close(): void;
}
