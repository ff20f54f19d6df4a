import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';

/** What `npm start` runs, on ports and data of its own, with a key that must be percent-encoded. */
const KEY = 'a key, of sixteen=or %more';
const folder = mkdtempSync(join(tmpdir(), 'observatory-npm-start-'));
let starter: ChildProcess;
let output = '';
let url = '';

beforeAll(async () => {
  // Where the tests run as root, the database runs as another user, who must get through.
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'key'), `${KEY}\n`);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  starter = spawn(
    process.execPath,
    [
      '--conditions=@observatory/source',
      resolve(import.meta.dirname, '../../infra/start/main.ts'),
      '--rate=120',
    ],
    {
      env: {
        ...process.env,
        PORT: String(port),
        OBSERVATORY_OTLP_HTTP_PORT: String(await freePort()),
        OBSERVATORY_OTLP_GRPC_PORT: 'off',
        OBSERVATORY_DATA_DIR: join(folder, 'data'),
        OBSERVATORY_API_KEY_FILE: join(folder, 'key'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  for (const stream of [starter.stdout, starter.stderr]) {
    stream?.on('data', (text) => {
      output += text;
    });
  }
  await eventually(async () => expect(output).toContain('Observatory is running'), 120_000);
});
afterAll(async () => {
  if (starter.exitCode === null) {
    starter.kill('SIGTERM');
    await once(starter, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

test('with a key the demo fleet is not refused, and the key is not printed', async () => {
  await eventually(async () => {
    const answer = await fetch(`${url}/api/v1/executions`, { headers: { 'x-api-key': KEY } });
    expect(((await answer.json()) as { executions: unknown[] }).executions).not.toEqual([]);
  });
  expect(output).not.toContain(KEY);
  expect(output).not.toContain(encodeURIComponent(KEY));
});

test('the demo fleet leaves port 9464 to the first service of the reader', async () => {
  await eventually(async () => expect(output).toContain('The demo fleet: [observatory] demo-fleet'));
  expect(output).not.toContain('9464');
});
