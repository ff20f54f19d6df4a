import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, hubBuild, isBuilt } from '../../infra/start/build.ts';
import { HubProcess, hubProgram } from '../../test/support/hub-process.ts';
import { agentRequests } from './agent-spans.ts';
import { medianOf } from './figures.ts';
import { memoryOf } from './memory-of.ts';

/** How soon the first page is there on existing data, and what hub and database hold in memory when idle (Linux). */
const STARTS = 5;
const IDLE_MS = 30_000;

const root = join(import.meta.dirname, '../..');
if (!isBuilt(hubBuild(root))) await build(hubBuild(root));
const folder = mkdtempSync(join(tmpdir(), 'observatory-bench-'));
const env = {
  PORT: '0',
  OBSERVATORY_OTLP_HTTP_PORT: '0',
  OBSERVATORY_OTLP_GRPC_PORT: '0',
  OBSERVATORY_DATA_DIR: folder,
};

let hub = new HubProcess(env, hubProgram.built);
try {
  const { url } = await hub.ready;
  for (const body of agentRequests(20, 512)) {
    await fetch(`${url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
      body: Buffer.from(body),
    });
  }
  await hub.stop();
  const toPage: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const startedMs = performance.now();
    hub = new HubProcess(env, hubProgram.built);
    const ready = await hub.ready;
    const response = await fetch(`${ready.url}/api/v1/executions`);
    await response.text();
    toPage.push(performance.now() - startedMs);
    if (start < STARTS - 1) await hub.stop();
  }
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const { databasePid } = await hub.ready;
  const databaseBytes = memoryOf([databasePid]);
  const hubBytes = memoryOf([hub.child.pid ?? 0]) - databaseBytes;
  const mb = (bytes: number) => Math.round(bytes / 1e6);
  console.log(
    [
      'start and idle memory',
      `  start to the first page of executions, existing data: ${(medianOf(toPage) / 1000).toFixed(2)} s (median of ${STARTS}; target: at most 2 s)`,
      `  idle: hub ${mb(hubBytes)} MB, database ${mb(databaseBytes)} MB, together ${mb(hubBytes + databaseBytes)} MB (target: at most 200 MB)`,
    ].join('\n'),
  );
} finally {
  await hub.stop();
  rmSync(folder, { recursive: true, force: true });
}
