import { connect, constants } from 'node:http2';

const TRACE_EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** The gRPC status of an Export, as `grpcAnswer` gives it. */
export async function grpcExport(...given: Parameters<typeof grpcAnswer>): Promise<number> {
  return (await grpcAnswer(...given)).status;
}

/**
 * The gRPC status, and its details in bytes, of an Export of an empty request (a frame of no bytes) with this metadata, over plain HTTP/2, or over TLS
 * where it is given whose certificates to trust.
 */
export function grpcAnswer(
  port: number,
  metadata: Readonly<Record<string, string>>,
  ca?: string,
): Promise<{ readonly status: number; readonly details: Buffer }> {
  const session =
    ca === undefined ? connect(`http://127.0.0.1:${port}`) : connect(`https://127.0.0.1:${port}`, { ca });
  return new Promise<{ readonly status: number; readonly details: Buffer }>((resolve, reject) => {
    const stream = session.on('error', reject).request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: TRACE_EXPORT,
      [constants.HTTP2_HEADER_TE]: 'trailers',
      [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
      ...metadata,
    });
    // An answer without a message has the status in its only headers.
    for (const event of ['response', 'trailers'] as const) {
      stream.on(event, (headers) => {
        if (headers['grpc-status'] === undefined) return;
        const details = Buffer.from(String(headers['grpc-status-details-bin'] ?? ''), 'base64');
        resolve({ status: Number(headers['grpc-status']), details });
      });
    }
    stream.on('error', reject).resume();
    stream.end(Buffer.alloc(5));
  }).finally(() => session.destroy());
}
