// A service that works for a while in each request: `http-service.mjs nothing|bare|shim HASHES`. Tells its port, and its
// processor time in microseconds whenever it is asked.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

const [, , variant, hashes] = process.argv;
const started = {
  async nothing() {},
  async bare() {
    const { NodeSDK } = await import('@opentelemetry/sdk-node');
    const { HttpInstrumentation } = await import('@opentelemetry/instrumentation-http');
    new NodeSDK({ instrumentations: [new HttpInstrumentation()] }).start();
  },
  async shim() {
    await import('@observatory/shim/register');
  },
};
await started[variant]();

// As a service in CommonJS gets it, which every instrumentation reaches.
const http = createRequire(import.meta.url)('node:http');
const block = Buffer.alloc(4096, 7);
const server = http.createServer((request, response) => {
  let digest = '';
  const rounds = request.url === '/work' ? Number(hashes) : 1;
  for (let i = 0; i < rounds; i++) digest = createHash('sha256').update(block).digest('hex');
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ digest }));
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('message', ({ collect }) => {
  // Before a round, so that no variant pays for what an earlier round left.
  if (collect) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  process.send(user + system);
});
process.on('disconnect', () => process.exit());
