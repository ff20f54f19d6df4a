import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { build, hubBuild, isBuilt } from '../../infra/start/build.ts';
import { HubProcess, hubProgram } from '../../test/support/hub-process.ts';
import { decode } from '../src/otlp/decode.ts';
import { defaultOtlpLimits } from '../src/otlp/limits.ts';
import { hubDatabase, hubRole } from '../src/postgres/create-cluster.ts';
import { loadPriceTable } from '../src/prices/load-price-table.ts';
import { Keyring } from '../src/sealing/sealing.ts';
import { batchOf } from '../src/store/rows.ts';
import { SourceIds } from '../src/store/source-ids.ts';
import { spanTable } from '../src/store/tables.ts';
import { agentRequests } from './agent-spans.ts';
import { medianOf } from './figures.ts';

/**
 * Spans a second that the hub acknowledges after commit, beside COPY of the same rows into the same table: the same
 * server, batch size, durability and number of senders, in turns. The hub runs on one core, the sender on the other;
 * PostgreSQL may use both in either case.
 */
const ROUNDS = 5;
const REQUESTS = 40;
const SPANS = 512;
const SENDERS = 2;

const keepAlive = new Agent({ keepAlive: true });
const root = join(import.meta.dirname, '../..');
if (!isBuilt(hubBuild(root))) await build(hubBuild(root));
const folder = mkdtempSync(join(tmpdir(), 'observatory-bench-'));
const pinned = availableParallelism() > 1 && process.platform === 'linux';
const pin = (pid: number, cores: string) => {
  if (pinned) execFileSync('taskset', ['-apc', cores, String(pid)], { stdio: 'ignore' });
};

const hub = new HubProcess(
  {
    PORT: '0',
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_DATA_DIR: folder,
  },
  hubProgram.built,
);
try {
  const { url } = await hub.ready;
  pin(hub.child.pid ?? 0, '0');
  pin(process.pid, '1');
  const client = () =>
    new pg.Client({
      host: join(folder, 'socket'),
      user: hubRole,
      database: hubDatabase,
      options: '-c TimeZone=UTC',
    });
  const copiers = Array.from({ length: SENDERS }, client);
  for (const copier of copiers) await copier.connect();

  const hubRates: number[] = [];
  const copyRates: number[] = [];
  const foldRates: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const lines = agentRequests(REQUESTS, SPANS).map(linesOf);
    const copyRate = await rateOf((sender, at) => copyLines(copiers[sender], lines[at] ?? []));
    const bodies = agentRequests(REQUESTS, SPANS);
    const startedMs = performance.now();
    const hubRate = await rateOf((_sender, at) => post(url, bodies[at] ?? new Uint8Array()));
    const foldRate = await foldedRate(copiers[0], startedMs);
    if (round === 0) continue; // warm-up
    hubRates.push(hubRate);
    copyRates.push(copyRate);
    foldRates.push(foldRate);
    console.log(
      `  round ${round}: hub ${Math.round(hubRate)}/s, COPY ${Math.round(copyRate)}/s, ratio ${(hubRate / copyRate).toFixed(2)}`,
    );
  }
  for (const copier of copiers) await copier.end();
  const ratio = medianOf(hubRates.map((rate, at) => rate / (copyRates[at] ?? 1)));
  console.log(
    [
      `ingest, ${SPANS} agent spans a request, ${SENDERS} senders, acknowledged after commit (spans a second, median of ${ROUNDS})`,
      `  hub    ${Math.round(medianOf(hubRates))}`,
      `  COPY   ${Math.round(medianOf(copyRates))}   of the same rows`,
      `  ratio  ${ratio.toFixed(2)}   (target: at least 0.40)`,
      `  stored and folded into executions: ${Math.round(medianOf(foldRates))} spans a second`,
    ].join('\n'),
  );
} finally {
  await hub.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function rateOf(send: (sender: number, at: number) => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: SENDERS }, async (_, sender) => {
      while (next < REQUESTS) {
        const at = next;
        next += 1;
        await send(sender, at);
      }
    }),
  );
  return (REQUESTS * SPANS * 1000) / (performance.now() - startedMs);
}

async function foldedRate(copier: pg.Client | undefined, startedMs: number): Promise<number> {
  for (;;) {
    const queued = await copier?.query('SELECT count(*)::int AS n FROM fold_queue');
    if (queued?.rows[0]?.n === 0) return (REQUESTS * SPANS * 1000) / (performance.now() - startedMs);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function linesOf(body: Uint8Array): string[] {
  const decoded = decode('traces', 'protobuf', Buffer.from(body), defaultOtlpLimits);
  return batchOf('default', decoded, {
    sources: new SourceIds(),
    prices: loadPriceTable(),
    sealing: new Keyring(),
  }).batch.spans;
}

async function copyLines(client: pg.Client | undefined, lines: readonly string[]): Promise<void> {
  if (!client) throw new Error('no connection');
  const stream = client.query(copyFrom(`COPY ${spanTable.name} (${spanTable.columns}) FROM STDIN`));
  stream.end(`${lines.join('\n')}\n`);
  await once(stream, 'finish');
}

function post(url: string, body: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/v1/traces`,
      {
        method: 'POST',
        agent: keepAlive,
        headers: { 'content-type': 'application/x-protobuf', 'content-length': body.length },
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`the hub answered ${response.statusCode}`)),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
