import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { writeAlerts } from '../src/alerts/write-alerts.ts';
import { hubDatabase, hubRole } from '../src/postgres/create-cluster.ts';
import { startEmbeddedPostgres } from '../src/postgres/embedded-postgres.ts';
import { RuleEvaluator } from '../src/rules/evaluate-rules.ts';
import { readRuleBody } from '../src/rules/read-rule.ts';
import { writeRule } from '../src/rules/rule-rows.ts';
import { inTransaction, migrateDatabase, openDatabase } from '../src/store/database.ts';
import { nowMicros } from '../src/store/micros.ts';
import { fillStore } from './fill-store.ts';

/**
 * What the evaluation of 200 rules over 50 agents takes of a core, hub and database together: rounds as 15 seconds apart,
 * over a store of a day. EXECUTIONS and ROUNDS change its size.
 */
const EXECUTIONS = Number(process.env.EXECUTIONS ?? 75_000);
const ROUNDS = Number(process.env.ROUNDS ?? 40);
const DAYS = 1;
const EVERY_S = 15;
const LIMIT = 0.05;

const folder = mkdtempSync(join(tmpdir(), 'observatory-rules-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => {} });
const database = openDatabase(postgres.connection, () => {});
try {
  await migrateDatabase(database, fileURLToPath(new URL('../migrations', import.meta.url)));
  const client = new pg.Client({ host: join(folder, 'socket'), user: hubRole, database: hubDatabase });
  await client.connect();
  await fillStore(client, { executions: EXECUTIONS, days: DAYS, spans: false }, (text) =>
    console.log(`  ${text}`),
  );
  await client.end();
  for (let at = 0; at < 200; at += 1) {
    const agent = `agent-${at % 50}`;
    const window = (['5m', '5m', '15m', '1h', '1d'] as const)[at % 5] ?? '5m';
    const body = (
      [
        { condition: 'error_rate', threshold: 0.1, filter: { agent } },
        { condition: 'event_count', threshold: 500, group_by: 'agent' },
        { condition: 'event_rate', threshold: 100, filter: { service: `service-${at % 10}` } },
        { condition: 'response_time', threshold: 30_000, filter: { agent } },
        { condition: 'response_time', threshold: 60_000, group_by: 'agent', statistic: 'p99' },
        { condition: 'cost', threshold: 1, group_by: 'agent' },
        { condition: 'cost', threshold: 5, group_by: 'user' },
        { condition: 'error_rate', threshold: 0.2, group_by: 'agent', min_events: 20 },
      ] as const
    )[at % 8];
    if (body === undefined) continue;
    const rule = readRuleBody('default', `rule ${at}`, { ...body, window });
    await writeRule(database, rule, { by: 'bench', nowUs: 0, isNew: true, most: 500 });
  }
  const evaluator = new RuleEvaluator({
    database,
    defaults: { errorRate: 0.1, eventRate: 100, responseTimeMs: 5000, maxDatabaseBytes: 1e12 },
    hasPrometheus: false,
    executionTimeoutUs: 1800e6,
    maxDatabaseBytes: 1e12,
    anomalyDetection: true,
    store: (batch) =>
      inTransaction(database.workPool, async (connection) => {
        await writeAlerts(connection, batch.alerts);
      }),
  });
  const startUs = nowMicros() - ROUNDS * EVERY_S * 1e6;
  // What everything takes that is looked at for the first time is not what each round takes.
  await evaluator.evaluate(startUs);
  const before = cpuSeconds();
  const began = performance.now();
  let states = 0;
  for (let round = 1; round <= ROUNDS; round += 1)
    states = (await evaluator.evaluate(startUs + round * EVERY_S * 1e6)).states.length;
  const wall = (performance.now() - began) / 1000;
  const after = cpuSeconds();
  const hub = after.hub - before.hub;
  const store = after.database - before.database;
  const share = (hub + store) / (ROUNDS * EVERY_S);
  const { rows } = await database.pool.query(
    'SELECT state, count(*) FROM alert_rule_states GROUP BY 1 ORDER BY 1',
  );
  console.log(`${states} rules, ${EXECUTIONS} executions in ${DAYS} days:`, JSON.stringify(rows));
  console.log(
    `an evaluation takes ${((1000 * wall) / ROUNDS).toFixed(0)} ms; CPU ${((1000 * hub) / ROUNDS).toFixed(0)} ms of the hub, ${((1000 * store) / ROUNDS).toFixed(0)} ms of the database`,
  );
  console.log(`every ${EVERY_S} s: ${(100 * share).toFixed(2)} % of a core (limit ${100 * LIMIT} %)`);
  if (share > LIMIT) process.exitCode = 1;
} finally {
  await database.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** CPU time of this process, and of the database with all its connections. */
function cpuSeconds(): { hub: number; database: number } {
  const { user, system } = process.cpuUsage();
  const postmaster = postgres.pid;
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      if (Number(pid) === postmaster) ticks += (fields[13] ?? 0) + (fields[14] ?? 0);
      if (Number(pid) === postmaster || fields[1] === postmaster)
        ticks += (fields[11] ?? 0) + (fields[12] ?? 0);
    } catch {
      // It ended in between; the server has its time then.
    }
  }
  return { hub: (user + system) / 1e6, database: ticks / 100 };
}
