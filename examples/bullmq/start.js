import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Starts a Redis where REDIS_URL names none, then the worker and the producer as processes of their own.

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function startRedis() {
  if (spawnSync('redis-server', ['--version']).error) {
    console.error(
      'This example needs a Redis: set REDIS_URL (redis://host:6379), install redis-server (apt-get install redis-server, brew install redis), or run one: docker run -p 6379:6379 redis, and REDIS_URL=redis://127.0.0.1:6379.',
    );
    process.exit(2);
  }
  const [port, folder] = [await freePort(), mkdtempSync(join(tmpdir(), 'example-bullmq-'))];
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const server = spawn('redis-server', args, { stdio: 'ignore' });
  process.once('exit', () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return `redis://127.0.0.1:${port}`;
}

const REDIS_URL = process.env.REDIS_URL || (await startRedis());
const service = process.env.OTEL_SERVICE_NAME || 'example-bullmq';

function start(part) {
  return spawn(process.execPath, [`${part}.js`], {
    cwd: import.meta.dirname,
    env: { ...process.env, REDIS_URL, OTEL_SERVICE_NAME: `${service}-${part}`, PROMETHEUS_PORT: 'off' },
    stdio: 'inherit',
  });
}

const worker = start('worker');
const producer = start('producer');
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => producer.kill(signal));
const [code] = await once(producer, 'close');
worker.kill('SIGTERM');
if (worker.exitCode === null) await once(worker, 'close');
process.exit(code ?? 1);
