import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const root = resolve(import.meta.dirname, '../..');
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub?.remove());

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function load(...args: string[]): Promise<Ran> {
  return new Promise((done) => {
    const child = execFile('npm', ['run', '-s', 'load', '--', ...args], { cwd: root }, (_, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

test('a load from the command line is found whole, and says how it went', async () => {
  const { code, stdout } = await load(
    ...['--to', hub.url, '--hub', hub.url, '--count', '100', '--runs', '5', '--calls', '3', '--json'],
  );
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({
    ...{ acknowledged: 100, resentRequests: 0, refusedRequests: 0, lastRefusal: null },
    latencyMs: { p50: expect.any(Number), max: expect.any(Number) },
    ...{ queryableMs: expect.any(Number), ownShareOfCore: expect.any(Number) },
    check: {
      ...{ lost: 0, doubled: 0 },
      of: { spans: { acknowledged: 100, found: 100 }, executions: { acknowledged: 25, found: 25 } },
    },
  });
  expect(report.latencyMs.p50).toBeGreaterThan(0);
  expect(code).toBe(0);
}, 30_000);

test('what was acknowledged and is not there ends it with code 1, and is told in words', async () => {
  // It takes everything and keeps nothing.
  const sink = createServer((request, response) => void request.resume().on('end', () => response.end()));
  await once(sink.listen(0, '127.0.0.1'), 'listening');
  const to = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  const { code, stdout } = await load(
    ...['--to', to, '--hub', hub.url, '--count', '40', '--runs', '5', '--calls', '3', '--settle', '0'],
  );
  sink.close();
  expect(stdout).toMatch(/spans of runs +40 +0 +40 +0\n/);
  expect(stdout).toMatch(/executions +10 +0 +10 +0\n/);
  expect(stdout).toContain('queryable      not in time');
  expect(code).toBe(1);
}, 30_000);

test('wrong arguments are told before anything is sent', async () => {
  const { code, stderr } = await load('--to', 'http://10.1.1.1:4318');
  expect(stderr).toContain('it is not on this machine: a load goes to loopback alone');
  expect(code).toBe(2);
}, 30_000);

test('where nobody listens, nothing is sent: it says so and ends', async () => {
  const nobody = createServer();
  await once(nobody.listen(0, '127.0.0.1'), 'listening');
  const free = `http://127.0.0.1:${(nobody.address() as AddressInfo).port}`;
  await new Promise((closed) => nobody.close(closed));
  const unsent = await load('--to', free, '--hub', hub.url);
  expect(unsent.stderr).toContain(`nothing listens on ${free}: start a hub, or name another with --to`);
  expect(unsent).toMatchObject({ code: 2, stdout: '' });
  const unasked = await load('--to', hub.url, '--hub', free, '--count', '40');
  expect(unasked.stderr).toContain(`nothing listens on ${free}: name the hub that is asked with --hub`);
  expect(unasked).toMatchObject({ code: 2, stdout: '' });
}, 30_000);

test('a refusal for good is told in words, whatever it was encoded in', async () => {
  const gone = createServer((request, response) =>
    request.resume().on('end', () => {
      response.writeHead(400, { 'content-type': 'application/x-protobuf' });
      // google.rpc.Status: code 3, message "no such key".
      response.end(Buffer.from('0803120b6e6f2073756368206b6579', 'hex'));
    }),
  );
  await once(gone.listen(0, '127.0.0.1'), 'listening');
  const to = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
  const { code, stdout } = await load('--to', to, '--no-check');
  gone.close();
  expect(stdout).toContain('refused        for good: 400 no such key');
  expect(code).toBe(1);
}, 30_000);
