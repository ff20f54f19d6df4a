import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Load, startLoad } from '../../test/load/load.ts';
import { freePort } from '../../test/support/free-port.ts';
import { HubProcess, hubProgram } from '../../test/support/hub-process.ts';
import { newDataDir } from '../../test/support/new-data-dir.ts';
import { NginxProcess } from '../../test/support/nginx-process.ts';
import { startEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { cpuOf } from './cpu-of.ts';
import { medianOf } from './figures.ts';
import { folderBytes } from './folder-bytes.ts';
import { buildHub, LoadedHub } from './loaded-hub.ts';
import { watchMemory } from './memory-of.ts';
import { textTable } from './text-table.ts';

/**
 * What a load costs at 10 thousand, 100 thousand and a million spans (SIZES=10000,100000,1000000,5000000 for more), each
 * on a hub of its own, from the first request until the last run is an execution. Then three hubs behind nginx beside one,
 * on the same PostgreSQL.
 */
const SIZES = (process.env.SIZES ?? '10000,100000,1000000').split(',').map(Number);
const REPLICA_SPANS = Number(process.env.REPLICA_SPANS ?? 100_000);
const ROUNDS = 3;
const QUIET_MS = 5000;

interface Cost {
  readonly spans: number;
  readonly acknowledgedS: number;
  readonly foldedS: number;
  readonly cpuS: Readonly<Record<'hub' | 'postgres' | 'generator', number>>;
  readonly memory: number;
  readonly database: number;
  readonly folder: number;
  readonly wrong: number;
}

/** Runs of an agent with seven calls: 400 spans a request. */
const load = { runsPerRequest: 50, calls: 7, users: 10_000 };

async function finished(sent: Load): Promise<void> {
  await sent.done;
  if (sent.refused > 0) throw new Error(`the load was refused: ${sent.lastRefusal}`);
}

async function costOf(spans: number): Promise<Cost> {
  const ours = await LoadedHub.start();
  try {
    const pids = await ours.pids();
    const database = await ours.database();
    const before = {
      database: await ours.databaseBytes(),
      folder: folderBytes(ours.folder),
      cpu: cpuOf(pids),
    };
    const own = process.cpuUsage();
    const memory = watchMemory(Object.values(pids));
    const sent = startLoad({ urls: [await ours.url()], count: spans, ...load });
    await finished(sent);
    const { user, system } = process.cpuUsage(own);
    const { lost, doubled, queryableMs } = await sent.settled(database, 3_600_000);
    const cpu = cpuOf(pids);
    const peak = memory();
    await pause(QUIET_MS);
    await database.query('CHECKPOINT').catch(() => {});
    const acknowledgedS = (sent.acknowledgedMs - sent.startedMs) / 1000;
    const cpuS = (name: 'hub' | 'postgres') => ((cpu[name] ?? 0) - (before.cpu[name] ?? 0)) / 1000;
    return {
      ...{ spans: sent.acknowledged.runs, acknowledgedS, foldedS: acknowledgedS + (queryableMs ?? 0) / 1000 },
      cpuS: { hub: cpuS('hub'), postgres: cpuS('postgres'), generator: (user + system) / 1e6 },
      ...{ memory: peak, database: (await ours.databaseBytes()) - before.database },
      ...{ folder: folderBytes(ours.folder) - before.folder, wrong: lost + doubled },
    };
  } finally {
    await ours.remove();
  }
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const perHundredThousand = (value: number, { spans }: Cost) => (value * 100_000) / spans;
const times = (value: number, first: number) => `${(value / first).toFixed(2)} ×`;

await buildHub();
const costs: Cost[] = [];
for (const size of SIZES) {
  costs.push(await costOf(size));
  console.log(`  ${whole(size)} spans: done`);
}
/** A figure for 100,000 spans at each size, and what the largest size makes of the smallest's. */
const row = (title: string, value: (of: Cost) => number, text: (value: number) => string) => {
  const figures = costs.map((of) => perHundredThousand(value(of), of));
  return [title, ...figures.map(text), times(figures.at(-1) ?? 0, figures[0] ?? 1)];
};
const seconds = (value: number) => `${value.toFixed(1)} s`;
const mb = (value: number) => `${(value / 1e6).toFixed(1)} MB`;
console.log(
  'cost of a load, each figure for 100,000 agent spans (last column: the largest beside the smallest)',
);
console.log(
  textTable([
    ['spans', ...costs.map(({ spans }) => whole(spans)), ''],
    row('until acknowledged', (of) => of.acknowledgedS, seconds),
    row('until executions', (of) => of.foldedS, seconds),
    row('CPU of the hub', (of) => of.cpuS.hub, seconds),
    row('CPU of PostgreSQL', (of) => of.cpuS.postgres, seconds),
    row('CPU of the generator', (of) => of.cpuS.generator, seconds),
    row('disk: database', (of) => of.database, mb),
    row('disk: whole folder', (of) => of.folder, mb),
    [
      'peak memory (PSS), not for 100,000',
      ...costs.map(({ memory }) => mb(memory)),
      times(costs.at(-1)?.memory ?? 0, costs[0]?.memory ?? 1),
    ],
    ['lost or doubled', ...costs.map(({ wrong }) => whole(wrong)), ''],
  ]),
);

/** Three hubs and one, on one PostgreSQL, in turns. */
async function replicas(): Promise<void> {
  const folder = newDataDir({ isEmpty: true });
  const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => {} });
  const client = new pg.Client(postgres.connection);
  await client.connect();
  const key = randomBytes(24).toString('hex');
  const ports = [await freePort(), await freePort(), await freePort()];
  const hubs = ports.map(
    (port) =>
      new HubProcess(
        {
          PORT: String(port),
          OBSERVATORY_OTLP_HTTP_PORT: 'off',
          OBSERVATORY_OTLP_GRPC_PORT: 'off',
          OBSERVATORY_TRUSTED_PROXIES: '127.0.0.1',
          // What comes through a proxy needs a key.
          OBSERVATORY_API_KEY: key,
          DATABASE_URL: `postgres://observatory@/observatory?host=${encodeURIComponent(postgres.connection.host)}`,
        },
        hubProgram.built,
      ),
  );
  const balancers: NginxProcess[] = [];
  try {
    await Promise.all(hubs.map(({ ready }) => ready));
    const [one, three] = [await NginxProcess.start(ports.slice(0, 1)), await NginxProcess.start(ports)];
    balancers.push(one, three);
    const rates = { one: [] as number[], three: [] as number[] };
    let wrong = 0;
    for (let round = 0; round <= ROUNDS; round += 1) {
      // The other first in each second round.
      for (const way of round % 2 === 0 ? (['one', 'three'] as const) : (['three', 'one'] as const)) {
        const urls = [way === 'one' ? one.url : three.url];
        const sent = startLoad({ urls, key, count: REPLICA_SPANS, senders: 6, ...load });
        await finished(sent);
        const checked = await sent.settled(client, 600_000);
        wrong += checked.lost + checked.doubled;
        const foldedMs = sent.acknowledgedMs - sent.startedMs + (checked.queryableMs ?? 0);
        if (round > 0) rates[way].push((sent.acknowledged.runs * 1000) / foldedMs);
      }
    }
    const ratio = medianOf(rates.three.map((rate, at) => rate / (rates.one[at] ?? 1)));
    console.log(
      `three hubs behind nginx beside one, same PostgreSQL, ${whole(REPLICA_SPANS)} spans each: ${whole(medianOf(rates.three))} and ` +
        `${whole(medianOf(rates.one))} spans a second made into executions, ratio ${ratio.toFixed(2)}; lost or doubled ${wrong}`,
    );
  } finally {
    for (const balancer of balancers) await balancer.stop();
    await Promise.all(hubs.map((hub) => hub.stop()));
    await client.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
if (REPLICA_SPANS > 0) await replicas();
