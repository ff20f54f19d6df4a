import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import { installedVersions, serverBinary, serverNamed } from './cache.ts';
import { install } from './install.ts';
import type { Server } from './servers.ts';

let cache: string;
let http: HttpServer;
let served: Map<string, Buffer | 'hangs'>;
let asked: string[];
let said: string[];

beforeEach(async () => {
  cache = mkdtempSync(join(tmpdir(), 'observatory-install-'));
  served = new Map();
  asked = [];
  said = [];
  http = createServer((request, response) => {
    const content = served.get(request.url ?? '');
    asked.push(request.url ?? '');
    response.statusCode = content === undefined ? 404 : 200;
    if (content === 'hangs') response.write('a part');
    else response.end(content);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  http.closeAllConnections();
  http.close();
  rmSync(cache, { recursive: true, force: true });
});

/** Jaeger, released by the server of the test as a shell script. */
function released(script = 'exit 0', sums?: string, sha256: Record<string, string> = {}): Server {
  const folder = join(cache, 'release');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'jaeger'), `#!/bin/sh\n${script}\n`);
  const archive = execFileSync('tar', ['-cz', '-C', folder, 'jaeger']);
  const sum = createHash('sha256').update(archive).digest('hex');
  served.set('/jaeger.tar.gz', archive);
  served.set('/sums.txt', Buffer.from(sums ?? `${sum}  jaeger.tar.gz\n`));
  const base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    ...serverNamed('jaeger'),
    release: {
      version: '2.20.0',
      url: `${base}/jaeger.tar.gz`,
      sumsUrl: `${base}/sums.txt`,
      files: { jaeger: 'jaeger' },
      sha256,
    },
  };
}

const env = () => ({ ...process.env, OBSERVATORY_CACHE_DIR: cache });
const installIt = (server: Server, signal = new AbortController().signal) =>
  install(server, { env: env(), fromSource: false, signal, say: (text) => said.push(text) });
const rest = () => readdirSync(join(cache, 'tmp'));

test('a release whose sum agrees is installed, and the output says whose sum that was', async () => {
  expect(await installIt(released())).toBe('2.20.0');
  expect(serverBinary('jaeger', 'jaeger', env())).toBe(join(cache, 'servers/jaeger-2.20.0/jaeger'));
  expect(said.join('\n')).toMatch(/SHA-256 agrees with http.*sums\.txt, which the release itself publishes/);
  expect(rest()).toEqual([]);
});

test('a release whose sum differs is refused, and nothing of it stays', async () => {
  const server = released('exit 0', `${'0'.repeat(64)}  jaeger.tar.gz\n`);
  await expect(installIt(server)).rejects.toThrow(/expected SHA-256 0{64} .*; got [0-9a-f]{64}/);
  expect(installedVersions('jaeger', env())).toEqual([]);
  expect(rest()).toEqual([]);
});

test('a pinned sum is stronger than the published one', async () => {
  const pinned = Object.fromEntries(
    ['linux-amd64', 'linux-arm64', 'darwin-amd64', 'darwin-arm64'].map((one) => [one, '1'.repeat(64)]),
  );
  await expect(installIt(released('exit 0', undefined, pinned))).rejects.toThrow(/expected SHA-256 1{64}/);
  expect(asked).toEqual(['/jaeger.tar.gz']);
});

test('a program that does not run on this machine is not installed; its last words are shown', async () => {
  await expect(installIt(released('echo wrong libc; exit 3'))).rejects.toThrow(
    /ended with code 3; its last lines:\n {2}wrong libc\nall of them: .*logs\/jaeger\.log/,
  );
  expect(installedVersions('jaeger', env())).toEqual([]);
  expect(readFileSync(join(cache, 'logs/jaeger.log'), 'utf8')).toContain('wrong libc');
});

test('an interrupted install leaves nothing that counts as installed', async () => {
  const server = released();
  served.set('/jaeger.tar.gz', 'hangs');
  const stop = new AbortController();
  const refused = expect(installIt(server, stop.signal)).rejects.toThrow();
  await eventually(() => expect(asked).toContain('/jaeger.tar.gz'));
  stop.abort();
  await refused;
  expect(installedVersions('jaeger', env())).toEqual([]);
  expect(rest()).toEqual([]);
  expect(readdirSync(join(cache, 'locks'))).toEqual([]);
});

test('a stopped install ends the tool that it runs', async () => {
  const stop = new AbortController();
  const runs = join(cache, 'runs');
  const server = released(`touch ${runs}; sleep 60`);
  const refused = expect(installIt(server, stop.signal)).rejects.toThrow('stopped');
  await eventually(() => expect(existsSync(runs)).toBe(true));
  stop.abort();
  const startedMs = performance.now();
  await refused;
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test('two installs at once do the work once', async () => {
  const server = released();
  expect(await Promise.all([installIt(server), installIt(server)])).toEqual(['2.20.0', '2.20.0']);
  expect(asked.filter((path) => path === '/jaeger.tar.gz')).toHaveLength(1);
  expect(said.join('\n')).toContain('another install is at it; waiting');
});

test('the lock of an install that was killed is taken over', async () => {
  mkdirSync(join(cache, 'locks'), { recursive: true });
  const lock = join(cache, 'locks/jaeger');
  writeFileSync(lock, '');
  utimesSync(lock, new Date(0), new Date(0));
  expect(await installIt(released())).toBe('2.20.0');
  expect(existsSync(lock)).toBe(false);
});

test('what is there is not had again', async () => {
  const server = released();
  await installIt(server);
  await installIt(server);
  expect(asked.filter((path) => path === '/jaeger.tar.gz')).toHaveLength(1);
});

test('a folder that lacks a binary does not count and is replaced', async () => {
  mkdirSync(join(cache, 'servers/jaeger-2.20.0'), { recursive: true });
  expect(installedVersions('jaeger', env())).toEqual([]);
  await installIt(released());
  expect(installedVersions('jaeger', env()).map(({ version }) => version)).toEqual(['2.20.0']);
});

test('the newest version is used, by number', () => {
  for (const version of ['2.9.0', '2.13.0']) {
    mkdirSync(join(cache, `servers/jaeger-${version}`), { recursive: true });
    writeFileSync(join(cache, `servers/jaeger-${version}/jaeger`), '');
  }
  expect(serverBinary('jaeger', 'jaeger', env())).toBe(join(cache, 'servers/jaeger-2.13.0/jaeger'));
});

test('a server that is missing is named, with what to do', () => {
  expect(() => serverBinary('loki', 'loki', env())).toThrow(
    'loki is not installed: run observatory install --from-source loki',
  );
});
