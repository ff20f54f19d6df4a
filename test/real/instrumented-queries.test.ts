import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../../shim/src/testing/otlp-receiver.ts';
import { only } from '../../shim/src/testing/recording.ts';
import { runService } from '../../shim/src/testing/run-service.ts';

/** Queries of a service to a real PostgreSQL. */

const dataDir = mkdtempSync(join(tmpdir(), 'observatory-queries-'));
let database: EmbeddedPostgres;
let receiver: OtlpReceiver;
beforeAll(async () => {
  database = await startEmbeddedPostgres({ dataDir, log: () => {} });
  receiver = await startOtlpReceiver();
});
afterAll(async () => {
  await receiver?.close();
  await database?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => receiver.clear());

/** Runs a program that has a pool; `type` says how it loads `pg`. */
async function run(body: string, type: 'module' | 'commonjs' = 'module'): Promise<void> {
  const { host, port, user, database: name } = database.connection;
  const load = {
    module: `import pg from 'pg'; import { agentTracking, withContext } from '@observatory/shim';`,
    commonjs: `const pg = require('pg'); const { agentTracking, withContext } = require('@observatory/shim');`,
  };
  const { code, stderr } = await runService(
    `${load[type]}
     const pool = new pg.Pool();
     (async () => { ${body}; await pool.end(); })();`,
    {
      type,
      nodeArguments: ['--import', '@observatory/shim/register'],
      env: {
        OBSERVATORY_INSTRUMENT: 'on',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        PGHOST: host,
        PGPORT: String(port),
        PGUSER: user,
        PGDATABASE: name,
      },
    },
  );
  expect(code, stderr).toBe(0);
}

const queries = () => receiver.spans.filter(({ name }) => name.startsWith('pg.query'));
const recorded = () =>
  receiver.points
    .filter(({ name }) => name === 'database_query_duration_seconds')
    .map(({ attributes, count }) => ({ ...attributes, times: count }));

describe('a query', () => {
  it.each(['module', 'commonjs'] as const)('is seen once, from a %s', async (type) => {
    await run(`await pool.query('SELECT 1')`, type);
    expect(only(queries())).toMatchObject({
      name: expect.stringMatching(/^pg\.query:SELECT/),
      attributes: { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT ?' },
    });
    expect(recorded()).toEqual([{ system: 'postgresql', operation: 'SELECT', times: 1 }]);
  });

  it('belongs to the tool that asks, its execution and its user', async () => {
    await run(`await withContext({ userId: 'u1' }, () => agentTracking.trackExecution('triage', 'answer', () =>
      agentTracking.trackTool({ name: 'stock' }, () => pool.query('SELECT $1::int', [42]))))`);
    const tool = only(receiver.spans.filter(({ name }) => name === 'execute_tool stock'));
    const agent = only(receiver.spans.filter(({ name }) => name === 'invoke_agent triage'));
    expect(only(queries())).toMatchObject({
      parentSpanId: tool.spanId,
      attributes: { 'observatory.execution.id': agent.traceId + agent.spanId, 'user.id': 'u1' },
    });
  });

  it('has its text without the values', async () => {
    await run(`await pool.query('SELECT $1::text', ['a secret'])`);
    expect(JSON.stringify(receiver.spans)).not.toContain('a secret');
  });

  it('that fails is an error, and measured', async () => {
    await run(`await pool.query('SELECT 1 / 0').catch(() => {})`);
    expect(only(queries())).toMatchObject({ statusCode: 2, statusMessage: 'division by zero' });
    expect(recorded()).toEqual([{ system: 'postgresql', operation: 'SELECT', times: 1 }]);
  });

  it('with a callback calls it in the context of the caller', async () => {
    await run(`await agentTracking.trackExecution('triage', 'answer', () => new Promise((resolve) =>
      pool.query('SELECT 1', () => resolve(agentTracking.trackStep('after', () => 1)))))`);
    const agent = only(receiver.spans.filter(({ name }) => name === 'invoke_agent triage'));
    expect(only(receiver.spans.filter(({ name }) => name === 'after')).parentSpanId).toBe(agent.spanId);
  });

  it('has an operation that is known, or OTHER', async () => {
    await run(
      `for (const text of ['sElEcT 1', 'user42_made_this_up', ';']) await pool.query(text).catch(() => {})`,
    );
    expect(recorded()).toEqual([
      { system: 'postgresql', operation: 'SELECT', times: 1 },
      { system: 'postgresql', operation: 'OTHER', times: 2 },
    ]);
  });
});
