import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect, type SecureVersion } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { grpcExport } from '../support/grpc-export.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** A hub whose certificate and key come from files, laid out as a secret volume of Kubernetes has them. */
const KEY = 'a-key-of-sixteen-or-more';
const folder = mkdtempSync(join(tmpdir(), 'observatory-tls-'));
const lines: string[] = [];
let hub: TestHub;
let ports: { name: string; port: number; alpn: string }[] = [];

/** Makes a pair in a folder of its own. */
function make(name: string, days: number): void {
  mkdirSync(join(folder, name));
  const args =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tls.key -out tls.crt -subj /CN=hub';
  execFileSync(
    'openssl',
    [...args.split(' '), '-days', String(days), '-addext', 'subjectAltName=IP:127.0.0.1'],
    { cwd: join(folder, name), stdio: 'ignore' },
  );
}

/** Turns the link, as kubelet does: at once for both files. */
function turnTo(name: string): void {
  symlinkSync(name, join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
}

const pem = (name: string) => readFileSync(join(folder, name, 'tls.crt'), 'utf8');
const serialOf = (name: string) => new X509Certificate(pem(name)).serialNumber;
const settings = {
  OBSERVATORY_TLS_CERT_FILE: join(folder, 'tls.crt'),
  OBSERVATORY_TLS_KEY_FILE: join(folder, 'tls.key'),
};

beforeAll(async () => {
  make('first', 30);
  make('second', 60);
  make('third', 90);
  turnTo('first');
  for (const file of ['tls.crt', 'tls.key']) symlinkSync(join('..data', file), join(folder, file));
  hub = await startTestHub({ ...settings, OBSERVATORY_API_KEY: KEY }, undefined, {
    tlsEveryMs: 50,
    log: (line) => lines.push(line),
  });
  ports = [
    { name: 'API', port: Number(new URL(hub.url).port), alpn: 'http/1.1' },
    { name: 'OTLP/HTTP', port: hub.otlpHttpPort ?? 0, alpn: 'http/1.1' },
    { name: 'OTLP/gRPC', port: hub.otlpGrpcPort ?? 0, alpn: 'h2' },
  ];
});
afterAll(async () => {
  await hub?.remove();
  rmSync(folder, { recursive: true });
});

/** Serial number and protocol of what a new connection is shown. */
function handshake(port: number, version?: SecureVersion, alpn = 'http/1.1') {
  return new Promise<{ serial: string; protocol: string | null }>((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      ALPNProtocols: [alpn],
      rejectUnauthorized: false,
      ...(version && { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' }),
    });
    socket.on('error', reject).on('secureConnect', () => {
      resolve({ serial: socket.getPeerCertificate().serialNumber, protocol: socket.getProtocol() });
      socket.destroy();
    });
  });
}

function get(path: string, ca: string, agent?: Agent) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      request(hub.url + path, { ca, agent: agent ?? false, headers: { 'x-api-key': KEY } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      })
        .on('error', reject)
        .end();
    },
  );
}

const shown = () =>
  Promise.all(ports.map(async ({ port, alpn }) => (await handshake(port, undefined, alpn)).serial));
const allShow = (name: string) =>
  eventually(async () => expect(await shown()).toEqual([serialOf(name), serialOf(name), serialOf(name)]));

test('every port speaks TLS, and nothing else', async () => {
  expect(hub.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  await allShow('first');
  for (const { port } of ports) await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow();
  expect((await get('/api/v1/executions', pem('first'))).status).toBe(200);
  expect(await grpcExport(hub.otlpGrpcPort ?? 0, {}, pem('first'))).toBe(0);
});

test('no port takes what is older than TLS 1.2', async () => {
  for (const { port, alpn } of ports) {
    await expect(handshake(port, 'TLSv1.1', alpn)).rejects.toThrow();
    expect((await handshake(port, 'TLSv1.2', alpn)).protocol).toBe('TLSv1.2');
    expect((await handshake(port, 'TLSv1.3', alpn)).protocol).toBe('TLSv1.3');
  }
});

test('browsers are told to stay with HTTPS, and get cookies for it alone', async () => {
  const { headers } = await get('/health', pem('first'));
  expect(headers['strict-transport-security']).toBe('max-age=31536000');
  const cookie = await new Promise<string>((resolve, reject) => {
    const outgoing = request(
      `${hub.url}/api/v1/session`,
      { method: 'POST', ca: pem('first'), agent: false, headers: { 'content-type': 'application/json' } },
      (response) => {
        response.resume();
        resolve(String(response.headers['set-cookie']));
      },
    );
    outgoing.on('error', reject).end(JSON.stringify({ key: KEY }));
  });
  expect(cookie).toMatch(/^__Host-observatory_session=.*; Secure$/);
});

test('the end of the certificate is a metric', async () => {
  const { text } = await get('/metrics', pem('first'));
  const end = new X509Certificate(pem('first')).validToDate.getTime() / 1000;
  expect(text).toContain(`\nobservatory_tls_certificate_expiry_timestamp_seconds ${end}\n`);
});

test('a new certificate is shown to new connections, without a request that fails', async () => {
  const both = pem('first') + pem('second');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const grpc = connectHttp2(`https://127.0.0.1:${hub.otlpGrpcPort}`, { ca: both });
  const faults: unknown[] = [];
  grpc.on('error', (error) => faults.push(error));
  let asks = true;
  const asking = [undefined, undefined, agent].map(async (its) => {
    while (asks) {
      const status = await get('/health', both, its).then(({ status }) => status, String);
      if (status !== 200) faults.push(status);
    }
  });
  const exporting = (async () => {
    while (asks) {
      const status = await grpcExport(hub.otlpGrpcPort ?? 0, {}, both).catch(String);
      if (status !== 0) faults.push(status);
    }
  })();
  turnTo('second');
  await allShow('second');
  asks = false;
  await Promise.all([...asking, exporting]);
  expect(faults).toEqual([]);
  expect(grpc.destroyed).toBe(false);
  grpc.destroy();
  agent.destroy();
});

test('a pair that does not fit together is told in the log, and the old one stays', async () => {
  mkdirSync(join(folder, 'broken'));
  copyFileSync(join(folder, 'third/tls.crt'), join(folder, 'broken/tls.crt'));
  copyFileSync(join(folder, 'first/tls.key'), join(folder, 'broken/tls.key'));
  const told = () => lines.filter((line) => line.includes('the old certificate stays'));
  turnTo('broken');
  await eventually(() => expect(told()).toHaveLength(1));
  await allShow('second');
  writeFileSync(join(folder, 'broken/tls.key'), 'not PEM at all');
  await eventually(() => expect(told()).toHaveLength(2));
  await allShow('second');
  expect(lines.join('\n')).not.toContain('PRIVATE KEY');
  turnTo('third');
  await allShow('third');
});

test('a hub whose files are no pair does not start, and says which, and by which settings, without a stack', async () => {
  const start = startTestHub({
    OBSERVATORY_TLS_CERT_FILE: join(folder, 'first/tls.crt'),
    OBSERVATORY_TLS_KEY_FILE: join(folder, 'second/tls.key'),
  });
  await expect(start).rejects.toMatchObject({
    code: 'OBS_BAD_SETTING',
    message: expect.stringMatching(
      /^OBSERVATORY_TLS_CERT_FILE and .*first\/tls\.crt and .*second\/tls\.key are not a certificate and its key/,
    ),
  });
});

test('the probe of a container knows it', async () => {
  const probe = resolve(import.meta.dirname, '../../hub/src/probe.ts');
  const env = { ...process.env, ...settings, PORT: new URL(hub.url).port };
  const code = await new Promise((done) =>
    execFile(process.execPath, [probe], { env }, (error) => done(error?.code ?? 0)),
  );
  expect(code).toBe(0);
});
