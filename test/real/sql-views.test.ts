import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { FastStack } from '../support/fast-stack.ts';
import { readerAddress, readerOf } from '../support/reader-of.ts';

/** The SQL views of a stack as processes, fed by the demo fleet and read over TCP. */
let fast: FastStack;
let reader: pg.Client;
beforeAll(async () => {
  fast = await FastStack.up();
  reader = await readerOf(fast.stack);
  fast.fleet();
}, 300_000);
afterAll(async () => {
  await reader?.end();
  await fast?.remove();
});

test('executions of the fleet and their calls add up to the same tokens and cost', {
  timeout: 180_000,
}, async () => {
  await eventually(async () => {
    const { rows } = await reader.query(
      `WITH ended AS (SELECT * FROM executions WHERE status = 'completed' AND llm_calls > 0)
       SELECT count(*)::int AS executions, sum(e.llm_calls)::int AS calls, sum(e.input_tokens)::int AS tokens,
              round(sum(e.cost_usd)::numeric, 9) AS cost, sum(c.calls)::int AS calls_one_by_one,
              sum(c.tokens)::int AS tokens_one_by_one, round(sum(c.cost)::numeric, 9) AS cost_one_by_one
       FROM ended e
       JOIN (SELECT execution_id, count(*) AS calls, sum(input_tokens) AS tokens, sum(cost_usd) AS cost
             FROM calls WHERE kind = 'model' GROUP BY 1) c ON c.execution_id = e.id`,
    );
    const [sums] = rows;
    expect(sums.executions).toBeGreaterThan(10);
    expect(sums.calls_one_by_one).toBe(sums.calls);
    expect(sums.tokens_one_by_one).toBe(sums.tokens);
    expect(sums.cost_one_by_one).toBe(sums.cost);
    expect(Number(sums.cost)).toBeGreaterThan(0);
  }, 150_000);
});

test('`observatory status` says at which port', async () => {
  const { stdout } = await fast.stack.run('status', '--json');
  const { servers } = JSON.parse(stdout) as { servers: { name: string; ports: Record<string, number> }[] };
  expect(servers.find(({ name }) => name === 'hub')?.ports.sql).toBe((await readerAddress(fast.stack)).port);
});

test('every execution, call and event of the fleet says its environment', async () => {
  // Of an alert the hub tells by itself, for all environments.
  const ofTheFleet = ['executions', 'calls', "(SELECT * FROM events WHERE type <> 'alert')"];
  for (const view of ofTheFleet) {
    const { rows } = await reader.query(`SELECT DISTINCT environment IS NOT NULL AS said FROM ${view}`);
    expect([view, rows]).toEqual([view, [{ said: true }]]);
  }
});

test('nobody else gets in, nor the reader without its password', async () => {
  const address = await readerAddress(fast.stack);
  const attempt = async (as: pg.ClientConfig) => {
    const client = new pg.Client({ ...address, ...as });
    await client.connect();
  };
  await expect(attempt({ password: 'a guess' })).rejects.toThrow(/password authentication failed/);
  await expect(attempt({ user: 'observatory' })).rejects.toThrow(/no pg_hba.conf entry/);
  await expect(attempt({ database: 'postgres' })).rejects.toThrow(/no pg_hba.conf entry/);
});
