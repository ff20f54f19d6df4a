import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const program = resolve(import.meta.dirname, '../observatory-shim.ts');
const folder = mkdtempSync(join(tmpdir(), 'observatory-doctor-'));
const taken: string[] = [];
const keys = new Set<string | undefined>();
const server = createServer((request, response) => {
  taken.push(request.url ?? '');
  keys.add(request.headers.authorization);
  request.resume().on('end', () => response.end('{}'));
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dependencies = { express: '*', openai: '*', lodash: '*', '@observatory/shim': '*' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }));
  mkdirSync(join(folder, 'node_modules/express'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/express/package.json'), '{"version":"5.1.0"}');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  server.close();
});

/** Not waited for by blocking: the receiver answers from this process. */
function doctor(env: Record<string, string>, args: readonly string[] = ['doctor'], cwd = folder) {
  const child = spawn(
    process.execPath,
    ['--conditions=@observatory/source', '--no-warnings', program, ...args],
    {
      cwd,
      env: { PATH: process.env.PATH, OTEL_SERVICE_NAME: 'shop', ...env },
    },
  );
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  return new Promise<{ code: number | null; stdout: string }>((done) =>
    child.once('close', (code) => done({ code, stdout })),
  );
}

it('says what is seen, how, and that what is sent is taken', async () => {
  const { code, stdout } = await doctor({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
  expect(stdout).toContain('✓ express 5.1.0: seen by node --import @observatory/shim/register\n');
  expect(stdout).toContain(
    "! openai not installed: seen through a wrapper\n    → in the code: observeOpenAI(client) of '@observatory/shim/openai'\n",
  );
  expect(stdout).toContain('✓ not seen by themselves: lodash\n');
  for (const signal of ['traces', 'metrics', 'logs'])
    expect(stdout).toContain(`✓ ${signal}: ${url}/v1/${signal} took a test record\n`);
  expect(code).toBe(0);
  expect(taken.sort()).toEqual(['/v1/logs', '/v1/metrics', '/v1/traces']);
});

it('says what to do where nothing answers, and ends with 1', async () => {
  const { code, stdout } = await doctor({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  expect(stdout).toContain('✗ traces: http://127.0.0.1:9/v1/traces cannot be reached:');
  expect(stdout).toContain('→ start the stack (npx observatory up, or npx @observatory/hub)');
  expect(code).toBe(1);
});

it('sends the user and password of an address, and prints no password', async () => {
  keys.clear();
  const { code, stdout } = await doctor({
    OTEL_EXPORTER_OTLP_ENDPOINT: url.replace('://', '://shop:pass%20word@'),
  });
  expect([...keys]).toEqual([`Basic ${Buffer.from('shop:pass word').toString('base64')}`]);
  expect(stdout).toContain('✓ traces: http://shop:');
  expect(stdout).not.toContain('pass%20word');
  expect(code).toBe(0);
});

it('does not call failed what it has not tried', async () => {
  const { code, stdout } = await doctor({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
  expect(stdout).toContain('! traces: is sent by gRPC to http://localhost:4317, which is not tried');
  expect(code).toBe(0);
});

it('says so where nothing is sent', async () => {
  const none = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  expect((await doctor(none)).stdout).toContain('! nothing is sent by OTLP\n');
});

it('says that a manifest is broken, and looks at none above it', async () => {
  const inner = join(folder, 'broken');
  mkdirSync(inner);
  writeFileSync(join(inner, 'package.json'), '{ "dependencies": ');
  const { stdout } = await doctor({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, ['doctor'], inner);
  expect(stdout).toContain(`! ${join(inner, 'package.json')} cannot be read:`);
  expect(stdout).not.toContain('express');
});

it.each([
  ['6.0.326', "experimental_telemetry: observatoryTelemetry() of '@observatory/shim/ai-sdk', in each call"],
  [
    '7.0.173',
    "registerTelemetry(observatoryTelemetry()), the one of 'ai', the other of '@observatory/shim/ai-sdk', in instrumentation.ts",
  ],
])('says how an app of Next.js with ai %s is wired, and that it is once it is', async (version, advice) => {
  const app = join(folder, `next-${version}`);
  mkdirSync(join(app, 'node_modules/ai'), { recursive: true });
  writeFileSync(join(app, 'package.json'), JSON.stringify({ dependencies: { ai: '*', next: '*' } }));
  writeFileSync(join(app, 'node_modules/ai/package.json'), JSON.stringify({ version }));
  // What others import is no wiring of the app.
  writeFileSync(join(app, 'node_modules/ai/index.js'), "import '@observatory/shim/ai-sdk';");
  const before = await doctor({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, ['doctor'], app);
  expect(before.stdout).toContain(
    `! ai ${version}: seen through a wrapper\n    → in the code: ${advice}; see docs/ai-sdk.md\n`,
  );
  expect(before.stdout).toContain("→ in instrumentation.ts: import('@observatory/shim/register');");
  expect(before.stdout).not.toContain('not seen by themselves');
  mkdirSync(join(app, 'src'));
  writeFileSync(
    join(app, 'src/instrumentation.ts'),
    "await import('@observatory/shim/register'); await import('@observatory/shim/ai-sdk');",
  );
  const after = await doctor({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, ['doctor'], app);
  expect(after.stdout).toContain(`✓ ai ${version}: seen by '@observatory/shim/ai-sdk' in the code\n`);
  expect(after.stdout).toContain(
    "✓ next not installed: seen by import('@observatory/shim/register') in the code\n",
  );
  expect(after.stdout).not.toContain('wrapper');
});

it('names its one command', async () => {
  expect((await doctor({}, [])).code).toBe(2);
});
