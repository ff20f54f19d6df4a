import { renameSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FOLD_DELAY_S } from '../../alerts/stack/hub.ts';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
import { eventually } from '../support/eventually.ts';
import { FastStack } from '../support/fast-stack.ts';
import { postgresProcesses, type RunningCluster, runningCluster } from '../support/postgres-processes.ts';
import { nothingShort, shortfallOf } from '../support/stored-load.ts';

/** Faults of the hub in the real stack: each makes its alert fire, is told, and resolves when it is over. */

const TOLD_MS = 240_000;
let fast: FastStack;
let load: AcknowledgedLoad;
/** The hub's own database. */
let cluster: RunningCluster;

beforeAll(async () => {
  fast = await FastStack.up();
  cluster = runningCluster(fast.stack.folder);
  load = new AcknowledgedLoad(fast.stack.url('otlpHttp'), { everyMs: 100 }).start();
}, 300_000);
afterAll(async () => {
  await load?.stop();
  await fast?.remove();
});

const connection = (): pg.ClientConfig => ({
  host: cluster.host,
  port: cluster.port,
  user: 'observatory',
  database: 'observatory',
});
/** What the team was told of an alert, in order. */
const told = (alert: string, job?: string) =>
  fast.notices
    .notices('/team')
    .flatMap(({ alerts }) => alerts)
    .filter(({ labels }) => labels.alertname === alert && (job === undefined || labels.job === job))
    .map(({ status }) => status);

/** Told while it lasts, and told that it is over. */
async function firesAndResolves(alert: string, end: () => unknown, job?: string) {
  try {
    await eventually(() => expect(told(alert, job)).toContain('firing'), TOLD_MS, 500);
  } finally {
    await end();
  }
  await eventually(() => expect(told(alert, job).at(-1)).toBe('resolved'), TOLD_MS, 500);
}

test('a fold that stands still: HubFallsBehind', async () => {
  const client = new pg.Client(connection());
  client.on('error', () => {});
  await client.connect();
  // Reads go on; nobody else writes executions.
  const hold = () => client.query('BEGIN; LOCK TABLE agent_executions IN SHARE ROW EXCLUSIVE MODE');
  await hold();
  expect(FOLD_DELAY_S).toBe(60);
  await firesAndResolves('HubFallsBehind', async () => {
    await client.query('ROLLBACK');
    await client.end();
  });
}, 600_000);

test('a database that is away: HubWithoutDatabase', async () => {
  const control = join(cluster.folder, 'global/pg_control');
  // Without this file it cannot start again, which it would do within a tenth of a second.
  renameSync(control, `${control}.away`);
  for (const pid of postgresProcesses(cluster.folder)) process.kill(pid, 'SIGKILL');
  await firesAndResolves('HubWithoutDatabase', () => renameSync(`${control}.away`, control));
}, 600_000);

test('a hub that hangs: ServerDown', async () => {
  fast.stack.signal('hub', 'SIGSTOP');
  await firesAndResolves('ServerDown', () => fast.stack.signal('hub', 'SIGCONT'), 'hub');
}, 600_000);

test('loses nothing that was acknowledged', async () => {
  await load.stop();
  console.log(`${load.traces.size} runs acknowledged, ${load.resent} requests sent again`);
  // The collector comes again with what was refused, with growing pauses.
  await eventually(
    async () =>
      expect(await shortfallOf(connection(), [{ traces: load.traces, lines: new Set() }])).toEqual(
        nothingShort,
      ),
    120_000,
    2000,
  );
}, 200_000);
