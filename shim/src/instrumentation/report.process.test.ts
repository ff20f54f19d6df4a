import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { only } from '../testing/recording.ts';
import { runService } from '../testing/run-service.ts';

let receiver: OtlpReceiver;
const folder = mkdtempSync(join(tmpdir(), 'observatory-report-'));
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await receiver.close();
});
beforeEach(() => receiver.clear());

const environment = () => ({
  OBSERVATORY_INSTRUMENT: 'on',
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  PROMETHEUS_PORT: 'off',
});
const reports = () => receiver.logs.filter(({ eventName }) => eventName === 'observatory.instrumentation');
const list = (name: string) => only(reports()).attributes[`observatory.instrumentation.${name}`];

it('tells the hub once what was instrumented, what came too early, and what waits', async () => {
  await runService(
    `import pg from 'pg'; import { init } from '@observatory/shim'; await init(); await import('express');`,
    { env: environment() },
  );
  expect(list('instrumented')).toEqual(expect.arrayContaining(['http', 'undici', 'express']));
  expect(list('late')).toEqual(['pg']);
  expect(list('unreached')).toEqual([]);
  expect(list('waiting')).toEqual(expect.arrayContaining(['fastify', 'ws']));
});

it('names no library as instrumented whose instrumentation could not be loaded', async () => {
  const { stderr } = await runService(
    `import Module from 'node:module';
     const resolve = Module._resolveFilename;
     Module._resolveFilename = function (name, ...rest) {
       if (name === '@opentelemetry/instrumentation-http') throw new Error('Cannot find module: ' + name);
       return resolve.call(this, name, ...rest);
     };
     const { init } = await import('@observatory/shim'); await init();`,
    { env: { ...environment(), OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,undici' } },
  );
  expect(stderr).toContain('instrumentation of http failed and was left out: Cannot find module');
  expect(stderr).toContain('; instrumented: undici\n');
  expect(list('instrumented')).toEqual(['undici']);
  expect(list('unreached')).toEqual([
    'http (failed: Cannot find module: @opentelemetry/instrumentation-http)',
  ]);
});

it('says nothing where nothing is to be instrumented', async () => {
  await runService(`import '@observatory/shim/register';`, {
    env: { ...environment(), OBSERVATORY_INSTRUMENT: 'off' },
  });
  expect(reports()).toEqual([]);
});

it('names packages that would be seen through a wrapper', async () => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { openai: '*', ai: '*' } }));
  const source = (path: string) =>
    JSON.stringify(pathToFileURL(resolve(import.meta.dirname, '..', path)).href);
  await runService(
    `await import(${source('register.ts')});
     (await import(${source('integrations/ai-sdk/index.ts')})).observatoryTelemetry();`,
    { env: environment(), cwd: folder },
  );
  expect(list('unwrapped')).toEqual(["openai: observeOpenAI(client) of '@observatory/shim/openai'"]);
});

const wanted = createRequire(import.meta.url);
it.each([
  [
    'express, grpc, ws are',
    'them',
    `import express from ${path('express')}; import { Server } from ${path('@grpc/grpc-js')};
     import { WebSocketServer } from ${path('ws')};
     globalThis.kept = [express(), new Server(), new WebSocketServer({ noServer: true })];`,
  ],
  [
    'hono is',
    'it',
    `import { Hono } from ${path('hono')}; globalThis.kept = new Hono().get('/', (c) => c.text('here'));`,
  ],
])('says once that %s in a bundle, where nothing reaches %s', async (are, them, program) => {
  const input = join(folder, 'service.mjs');
  writeFileSync(input, `${program} setInterval(() => {}, 1000);`);
  const output = join(folder, 'bundle.cjs');
  await build({
    input,
    platform: 'node',
    output: { file: output, format: 'cjs', minify: true },
    logLevel: 'silent',
  });
  const service = spawn(
    process.execPath,
    ['--conditions=@observatory/source', '--import', '@observatory/shim/register', output],
    { cwd: resolve(import.meta.dirname, '../..'), env: { PATH: process.env.PATH, ...environment() } },
  );
  let said = '';
  await new Promise<void>((done, fail) => {
    service.stderr.on('data', (chunk) => {
      said += chunk;
      if (said.includes('bundled')) done();
    });
    service.once('exit', () => fail(new Error(said)));
  });
  service.kill();
  expect(said).toContain(
    `${are} bundled into the service's file, where the shim cannot reach ${them}: keep such packages external, or add the plugins of docs/libraries.md`,
  );
});

/** Where a package is, as text of a program; its ES modules where it has both. */
function path(packageName: string): string {
  return JSON.stringify(wanted.resolve(packageName).replace('/dist/cjs/', '/dist/'));
}
