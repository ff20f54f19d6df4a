import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask, get, listed, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { parseExposition } from '../support/exposition.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Hubs on a PostgreSQL that is not theirs, as by DATABASE_URL; here one that the test starts. */
const dataDir = mkdtempSync(join(tmpdir(), 'observatory-server-'));
let server: EmbeddedPostgres;
let one: TestHub;
let other: TestHub;

beforeAll(async () => {
  server = await startEmbeddedPostgres({ dataDir, log: () => {} });
  const DATABASE_URL = `postgres://observatory@/observatory?host=${encodeURIComponent(server.connection.host)}`;
  // At once, so that both find no tables. With the short timeout a hub looks after what is left every second.
  [one, other] = await Promise.all([
    startTestHub({ DATABASE_URL }),
    startTestHub({ DATABASE_URL, OBSERVATORY_EXECUTION_TIMEOUT: '4' }),
  ]);
});
afterAll(async () => {
  await Promise.all([one.remove(), other.remove()]);
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const query = <R extends object>(text: string) => queryStore<R>({ dataDir }, text);
async function counted(hub: TestHub, name: string, agent: string): Promise<number> {
  const samples = parseExposition(String((await ask(hub, '/metrics')).body));
  return samples
    .filter((sample) => sample.name === name && sample.labels.agent === agent)
    .reduce((sum, sample) => sum + sample.value, 0);
}
/** What both hubs have counted together, once both stand still. */
const countedTogether = async (name: string, agent: string) =>
  (await counted(one, name, agent)) + (await counted(other, name, agent));

describe('a hub on a database server', () => {
  test('starts none of its own and says so', async () => {
    expect(one.databasePid()).toBeNull();
    expect(await get<Schemas['Status']>(one, '/status')).toMatchObject({ store: 'server' });
    expect((await ask(one, '/ready')).body).toEqual({
      status: 'ok',
      checks: { database: expect.anything(), migrations: expect.anything() },
    });
  });

  test('makes the tables once, where two start at once', async () => {
    const migrations = await query<{ n: number }>('SELECT count(*)::int AS n FROM __drizzle_migrations');
    expect(migrations[0]?.n).toBeGreaterThan(0);
    expect(await query('SELECT hash FROM __drizzle_migrations GROUP BY hash HAVING count(*) > 1')).toEqual(
      [],
    );
  });

  test('shows what the other one stored', async () => {
    const run = new AgentRun({ name: 'shared' });
    await sendSpans(one, [run.span(), run.chat()]);
    await eventually(async () => expect(await listed(other, run.id)).toMatchObject({ llm_calls: 1 }));
  });
});

describe('two hubs on one database', () => {
  test('count each run and token once, whoever gets its spans and however often', {
    timeout: 40_000,
  }, async () => {
    const runs = Array.from({ length: 60 }, () => new AgentRun({ name: 'twofold' }));
    const spans = runs.map((run) => [run.span(), run.chat(), run.chat(), run.tool('search')] as const);
    await Promise.all(
      spans.flatMap(([root, first, second, tool], at) => {
        const [a, b] = at % 2 === 0 ? [one, other] : [other, one];
        return [
          sendSpans(a, [root]),
          sendSpans(b, [first]),
          sendSpans(a, [second]),
          sendSpans(b, [root, second, tool]),
          sendSpans(a, [tool]),
        ];
      }),
    );
    await eventually(async () => {
      const { executions } = await get<Schemas['ExecutionList']>(
        one,
        '/api/v1/executions?name=twofold&limit=500',
      );
      expect(executions.map((execution) => execution.llm_calls)).toEqual(runs.map(() => 2));
    }, 20_000);
    expect(await query('SELECT 1 FROM agent_executions GROUP BY id HAVING count(*) > 1')).toEqual([]);
    await eventually(async () =>
      expect(await query('SELECT 1 FROM spans GROUP BY trace_id, span_id HAVING count(*) > 1')).toEqual([]),
    );
    // A hub counts after its commit, a moment after the row is seen.
    await eventually(async () => {
      expect(await countedTogether('observatory_runs_total', 'twofold')).toBe(60);
      expect(await countedTogether('observatory_tool_calls_total', 'twofold')).toBe(60);
      expect(await countedTogether('observatory_llm_calls_total', 'twofold')).toBe(120);
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await countedTogether('observatory_llm_calls_total', 'twofold')).toBe(120);
  });

  test('have the events of both in the order of their cursors, for one who resumes on either', async () => {
    const stream = '/api/observability/events/stream';
    const first = await SseClient.open(one.url + stream);
    const headers = { 'last-event-id': first.lastId };
    first.close();
    await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        sendRecords(at % 2 === 0 ? one : other, [new AgentRun({ name: `both ${at}` }).start()]),
      ),
    );
    for (const hub of [one, other]) {
      const resumed = await SseClient.open(hub.url + stream, { headers });
      await eventually(() => expect(resumed.messages).toHaveLength(40));
      const ids = resumed.messages.map(({ id }) => Number(id));
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
      resumed.close();
    }
  });

  test('fold what one that ended had stored and not folded', async () => {
    const run = new AgentRun({ name: 'left over' });
    await sendRecords(one, [run.start()]);
    await eventually(async () => expect(await listed(one, run.id)).toBeDefined());
    await query("DELETE FROM agent_executions WHERE name = 'left over'");
    await query(`INSERT INTO fold_queue (project, trace_id) VALUES ('default', '\\x${run.traceId}')`);
    await eventually(async () => expect(await listed(other, run.id)).toBeDefined());
  });
});

describe('a trace that cannot be folded', () => {
  test('holds up no other one', { timeout: 40_000 }, async () => {
    const broken = new AgentRun({ name: 'broken' });
    await sendRecords(one, [broken.start()]);
    await eventually(async () => expect(await listed(one, broken.id)).toBeDefined());
    // No sender can bring this about; a fault in the hub's own code could.
    await query(
      `UPDATE observability_events SET attribute_values = 'broken' WHERE execution_id = '\\x${broken.id}'`,
    );
    const sound = Array.from({ length: 30 }, () => new AgentRun({ name: 'sound' }));
    await sendSpans(one, [...sound.map((run) => run.span()), broken.chat()]);
    await sendSpans(one, [new AgentRun({ name: 'sound' }).span()]);
    await eventually(async () => {
      const { executions } = await get<Schemas['ExecutionList']>(
        one,
        '/api/v1/executions?name=sound&limit=100',
      );
      expect(executions).toHaveLength(31);
      expect(await get<Schemas['Status']>(one, '/status')).toMatchObject({ counts: { fold_queue: 0 } });
    }, 20_000);
    expect(await listed(one, broken.id)).toMatchObject({ name: 'broken', llm_calls: 0 });
  });
});
