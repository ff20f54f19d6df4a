import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { runService } from '../testing/run-service.ts';

/** Receivers that close no connection of themselves. */
const receivers = {
  'http/protobuf': () => {
    const server = createServer((request, response) => request.resume().on('end', () => response.end()));
    server.keepAliveTimeout = 0;
    return server;
  },
  grpc: () =>
    createHttp2Server().on('stream', (stream) => {
      stream.resume();
      stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end();
    }),
};

it.each(['http/protobuf', 'grpc'] as const)('a shutdown leaves no connection open (%s)', async (protocol) => {
  let [open, opened] = [0, 0];
  const server = receivers[protocol]().on('connection', (socket) => {
    open += 1;
    opened += 1;
    socket.on('close', () => {
      open -= 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { signal } = await runService(
    `import { agentTracking, init, shutdown } from '@observatory/shim';
     for (const name of ['first', 'second']) {
       await init();
       await agentTracking.trackExecution(name, 'work', () => 1);
       await shutdown();
     }
     console.log('goes on');
     setInterval(() => {}, 1000);`,
    {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      },
      onReady: async (kill) => {
        await vi.waitFor(() => expect(open).toBe(0), { timeout: 10_000 });
        kill('SIGTERM');
      },
    },
  );
  server.close();
  expect(opened).toBeGreaterThan(1);
  expect(signal).toBe('SIGTERM');
});
