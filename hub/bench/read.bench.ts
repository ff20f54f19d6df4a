import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { build, hubBuild, isBuilt } from '../../infra/start/build.ts';
import { HubProcess, hubProgram } from '../../test/support/hub-process.ts';
import { hubDatabase, hubRole } from '../src/postgres/create-cluster.ts';
import { agentRequests } from './agent-spans.ts';
import { quantileOf } from './figures.ts';
import { fillStore } from './fill-store.ts';
import { readRoutes } from './read-routes.ts';

/**
 * How long the hub's answers take with a million executions stored (twelve spans each, over two weeks) while spans come
 * in. Every answer is found anew: what the hub keeps is forgotten before each. All routes in turns; beside them /health,
 * which asks the database for nothing but a sign of life.
 *
 * EXECUTIONS, DAYS and SPANS=off make the store smaller; DATA names a folder that is kept and filled once; ROUTE
 * chooses by a part of the path; INGEST is spans a second.
 */
const EXECUTIONS = Number(process.env.EXECUTIONS ?? 1_000_000);
const DAYS = Number(process.env.DAYS ?? 14);
const ROUNDS = Number(process.env.ROUNDS ?? 30);
const INGEST = Number(process.env.INGEST ?? 400);
const { DATA, ROUTE = '' } = process.env;
const SPANS_OF_REQUEST = 64;

const keepAlive = new Agent({ keepAlive: true });
const root = join(import.meta.dirname, '../..');
if (!isBuilt(hubBuild(root))) await build(hubBuild(root));
const folder = DATA ?? mkdtempSync(join(tmpdir(), 'observatory-bench-'));
const isFilled = existsSync(join(folder, 'postgres'));
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
  const client = new pg.Client({ host: join(folder, 'socket'), user: hubRole, database: hubDatabase });
  await client.connect();
  const say = (text: string) => console.log(`  ${new Date().toISOString().slice(11, 19)} ${text}`);
  const fill = { executions: EXECUTIONS, days: DAYS, spans: process.env.SPANS !== 'off' };
  if (!isFilled) await fillStore(client, fill, say);
  for (;;) {
    const { rows } = await client.query('SELECT count(*)::int AS n FROM figures_queue');
    if (rows[0].n === 0) break;
    say(`${rows[0].n} buckets wait to be added up`);
    await new Promise((resolve) => setTimeout(resolve, 5000));
  }
  const { rows } = await client.query(
    `SELECT (SELECT count(*)::int FROM agent_executions) AS executions, (SELECT count(*)::int FROM spans) AS spans,
            pg_database_size(current_database())::float8 / 1e9 AS gigabytes`,
  );
  const [stored] = rows;
  say(`${stored.executions} executions, ${stored.spans} spans, ${stored.gigabytes.toFixed(1)} GB`);
  if (availableParallelism() > 1 && process.platform === 'linux')
    execFileSync('taskset', ['-apc', '0', String(hub.child.pid)], { stdio: 'ignore' });

  const places = (
    await client.query(
      `SELECT encode(id, 'hex') AS id, encode(trace_id, 'hex') AS trace, user_id AS user, session_id AS session
       FROM agent_executions TABLESAMPLE SYSTEM (0.05) WHERE status = 'failed' LIMIT 200`,
    )
  ).rows;
  await client.end();
  const routes = readRoutes.filter(({ path }) => path(places[0]).includes(ROUTE));
  const taken = new Map<string, number[]>(routes.map(({ name }) => [name, []]));
  const bodies = agentRequests(50, SPANS_OF_REQUEST);
  let sent = 0;
  const ingest = setInterval(
    () => {
      void ask(url, 'POST', '/v1/traces', bodies[sent % bodies.length]).catch(() => {});
      sent += 1;
    },
    (1000 * SPANS_OF_REQUEST) / INGEST,
  );
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { name, path } of routes) {
      await ask(url, 'POST', '/api/observability/health', '{"action":"clear_cache"}');
      const asked = path(places[round % places.length]);
      const startedMs = performance.now();
      const { status, text } = await ask(url, 'GET', asked);
      const ms = performance.now() - startedMs;
      if (status !== 200) throw new Error(`${asked}: ${status} ${text.slice(0, 300)}`);
      if (round > 0) taken.get(name)?.push(ms);
    }
  }
  clearInterval(ingest);
  const [load] = loadavg();
  console.log(
    `\nanswers found anew, ${ROUNDS} of each, ${sent * SPANS_OF_REQUEST} spans taken meanwhile, load ${load?.toFixed(1)}`,
  );
  console.log('    p50 ms   p95 ms   p99 ms   at most   route');
  for (const { name, mostMs } of routes) {
    const all = taken.get(name) ?? [];
    const figures = [0.5, 0.95, 0.99].map((share) => quantileOf(all, share).toFixed(1).padStart(9));
    const over = quantileOf(all, mostMs.at) > mostMs.ms ? '  << over' : '';
    console.log(
      `${figures.join('')}   ${String(mostMs.ms).padStart(4)} at p${mostMs.at * 100}   ${name}${over}`,
    );
  }
} finally {
  await hub.stop();
  keepAlive.destroy();
  if (DATA === undefined) rmSync(folder, { recursive: true, force: true });
}

function ask(
  base: string,
  method: string,
  path: string,
  body?: Uint8Array | string,
): Promise<{ status: number; text: string }> {
  const type = typeof body === 'string' ? 'application/json' : 'application/x-protobuf';
  return new Promise((resolve, reject) => {
    const sent = request(
      `${base}${path}`,
      { method, agent: keepAlive, headers: body === undefined ? {} : { 'content-type': type } },
      (response: IncomingMessage) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
