import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runService } from '../../shim/src/testing/run-service.ts';

/** The shim before receivers with TLS that ask for a client's certificate. */

const folder = mkdtempSync(join(tmpdir(), 'observatory-tls-'));
const path = (name: string) => join(folder, name);
const openssl = (...args: readonly string[]) =>
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });

beforeAll(() => {
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', ...name);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A receiver of HTTP or gRPC that counts the requests of clients whose certificate it trusts. */
async function receive(protocol: 'http/protobuf' | 'grpc') {
  const pem = { key: readFileSync(path('key.pem')), cert: readFileSync(path('cert.pem')) };
  const options = { ...pem, ca: pem.cert, requestCert: true, rejectUnauthorized: true };
  let trusted = 0;
  const note = (socket: TLSSocket | undefined) => {
    if (socket?.authorized) trusted += 1;
  };
  const server =
    protocol === 'grpc'
      ? createSecureServer(options).on('stream', (stream) => {
          note(stream.session?.socket as TLSSocket | undefined);
          stream
            .resume()
            .respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
          stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
          stream.end(Buffer.alloc(5));
        })
      : createServer(options, (request, response) => {
          note(request.socket as TLSSocket);
          request.resume().on('end', () => response.end());
        });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, trusted: () => trusted, close: () => server.close() };
}

const send = (port: number, protocol: string, more: Record<string, string>) =>
  runService(
    `import { trace } from '@opentelemetry/api';
     import { flush, init } from '@observatory/shim';
     await init();
     trace.getTracer('app').startSpan('x').end();
     await flush();`,
    {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${port}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_EXPORTER_OTLP_TIMEOUT: '500',
        OTEL_METRICS_EXPORTER: 'none',
        ...more,
      },
    },
  );

describe.each(['http/protobuf', 'grpc'] as const)('over %s', (protocol) => {
  it('the certificates of the variables are used', async () => {
    const receiver = await receive(protocol);
    const { code, stderr } = await send(receiver.port, protocol, {
      OTEL_EXPORTER_OTLP_TIMEOUT: '10000',
      OTEL_EXPORTER_OTLP_CERTIFICATE: path('cert.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_KEY: path('key.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: path('cert.pem'),
    });
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('did not take')]);
    expect(receiver.trusted()).toBe(1);
    receiver.close();
  });

  it('a receiver that nobody vouches for gets nothing, and a missing file is named once', async () => {
    const receiver = await receive(protocol);
    const { code, stderr } = await send(receiver.port, protocol, {
      OTEL_EXPORTER_OTLP_CERTIFICATE: path('nowhere.pem'),
    });
    expect(code).toBe(0);
    expect(stderr.match(/a certificate or key of OTLP is left out: ENOENT/g)).toHaveLength(1);
    expect(stderr.match(/did not take/g)).toHaveLength(1);
    expect(receiver.trusted()).toBe(0);
    receiver.close();
  });
});
