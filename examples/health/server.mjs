// A service that tells its health: `node server.mjs node|express|fastify|hono`, then `curl localhost:3010/ready`.
import { createServer } from 'node:http';
import { init } from '@observatory/shim';
import { createHealth, expressHealth, fastifyHealth, honoHealth, nodeHealth } from '@observatory/shim/health';

await init({ serviceName: 'healthy' });
const port = Number(process.env.PORT ?? 3010);
const orders = new Map();

const health = createHealth({
  checks: {
    // Where a real service asks its database: `() => pool.query('SELECT 1')`.
    database: async () => orders.size >= 0,
    // What the service can do without for a while.
    mail: { run: (signal) => fetch('http://127.0.0.1:1/mail', { signal }), critical: false, timeoutMs: 500 },
  },
  details: () => ({ orders: orders.size }),
});

const start = {
  async node() {
    const own = (_request, response) => response.end('hello');
    const server = createServer(nodeHealth(health, own)).listen(port, () => say(server.address().port));
  },
  async express() {
    const { default: express } = await import('express');
    const app = express();
    app.use(expressHealth(health));
    app.get('/', (_request, response) => response.send('hello'));
    const server = app.listen(port, () => say(server.address().port));
  },
  async fastify() {
    const { default: fastify } = await import('fastify');
    const app = fastify();
    app.register(fastifyHealth(health));
    app.get('/', async () => 'hello');
    await app.listen({ port });
    say(app.server.address().port);
  },
  async hono() {
    const [{ Hono }, { serve }] = [await import('hono'), await import('@hono/node-server')];
    const app = new Hono();
    honoHealth(app, health);
    app.get('/', (context) => context.text('hello'));
    serve({ fetch: app.fetch, port }, (address) => say(address.port));
  },
}[process.argv[2] ?? 'node'];
if (start === undefined) throw new Error('one of node, express, fastify, hono was expected');

// A load balancer is told first, and has some seconds to send its requests elsewhere.
process.once('SIGTERM', () => {
  health.drain();
  setTimeout(() => process.exit(0), Number(process.env.DRAIN_MS ?? 5000));
});

const say = (bound) => console.log(`http://localhost:${bound}`);
await start();
