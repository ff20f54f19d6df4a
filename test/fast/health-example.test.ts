import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

/** `examples/health` as its first line says, with each of the four servers. */

const root = resolve(import.meta.dirname, '../..');

test.each(['node', 'express', 'fastify', 'hono'])('a service with %s tells its health', async (server) => {
  const child = spawn(
    process.execPath,
    ['--conditions=@observatory/source', 'examples/health/server.mjs', server],
    {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        OTEL_EXPORTER: 'none',
        PROMETHEUS_PORT: 'off',
        DRAIN_MS: '60000',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    const url = String(await once(child.stdout, 'data')).trim();
    const ready = await fetch(`${url}/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: 'degraded',
      checks: { database: { ok: true, detail: 'ok' }, mail: { ok: false, detail: 'fetch failed: bad port' } },
    });
    expect(await (await fetch(`${url}/status`)).json()).toMatchObject({
      service: 'healthy',
      details: { orders: 0 },
    });
    expect(await (await fetch(url)).text()).toBe('hello');
    child.kill();
    await expect.poll(async () => (await fetch(`${url}/ready`)).status).toBe(503);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  } finally {
    child.kill('SIGKILL');
  }
});
