import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubDatabase, hubRole } from '../../hub/src/postgres/create-cluster.ts';
import { recordId, spanId } from '../load/ids.ts';
import { type Load, startLoad } from '../load/load.ts';
import type { LoadOptions } from '../load/load-options.ts';
import { eventually } from '../support/eventually.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
let database: pg.Client;
beforeAll(async () => {
  hub = await startTestHub();
  database = new pg.Client({ host: join(hub.dataDir, 'socket'), user: hubRole, database: hubDatabase });
  await database.connect();
});
afterAll(async () => {
  await database?.end();
  await hub?.remove();
});

const small: Omit<LoadOptions, 'urls'> = {
  runsPerRequest: 5,
  calls: 3,
  linesPerRun: 2,
  series: 10,
  services: 2,
};

async function loaded(options: Partial<LoadOptions>): Promise<Load> {
  const load = startLoad({ urls: [hub.url], ...small, ...options });
  await load.done;
  expect(load.lastRefusal).toBeNull();
  return load;
}

const clean = (count: number) => ({ acknowledged: count, found: count, lost: 0, doubled: 0, examples: [] });

test.each([
  { protocol: 'protobuf' as const, gzip: false },
  { protocol: 'protobuf' as const, gzip: true },
  { protocol: 'json' as const, gzip: false },
  { protocol: 'grpc' as const, gzip: true },
])('a load of everything is found whole, in the database and through the API: %o', async (way) => {
  const urls = way.protocol === 'grpc' ? [`http://127.0.0.1:${hub.otlpGrpcPort}`] : [hub.url];
  // Two jobs: five runs of four spans, five plain requests of three, ten lines, ten events and a point of ten series each.
  const load = await loaded({ ...way, urls, shape: 'mix', count: 65 + 1, senders: 1 });
  const expected = {
    ...{ spans: clean(40), httpSpans: clean(30), executions: clean(10) },
    ...{ lines: clean(20), events: clean(20), series: clean(10) },
  };
  expect((await load.settled(database)).of).toEqual(expected);
  expect((await load.settled(hub.url)).of).toEqual(expected);
});

test('agents, users, models and services are as many as asked for, and the times are those of the runs', async () => {
  const load = await loaded({ count: 400, agents: 7, users: 30, models: 3, services: 2 });
  await load.settled(database);
  const { rows } = await database.query(
    `SELECT count(DISTINCT name)::int AS agents, count(DISTINCT user_id)::int AS users, count(DISTINCT service)::int AS services,
       min(ended_at - started_at)::text AS shortest, max(abs(extract(epoch FROM now() - ended_at))) < 60 AS is_now
     FROM agent_executions WHERE encode(trace_id, 'hex') LIKE $1`,
    [`${load.ledger.runs.number.hex}%`],
  );
  expect(rows).toEqual([{ agents: 7, users: 30, services: 2, shortest: '00:00:02', is_now: true }]);
  const models = await database.query(
    `SELECT count(DISTINCT model)::int AS models FROM whole_spans WHERE encode(trace_id, 'hex') LIKE $1`,
    [`${load.ledger.runs.number.hex}%`],
  );
  expect(models.rows).toEqual([{ models: 3 }]);
});

test('what is taken away is told as lost, what is there twice as doubled', async () => {
  const load = await loaded({ shape: 'mix', count: 60, senders: 1 });
  await load.settled(database);
  // A fold that is still to come would put back what is taken away.
  await eventually(async () => expect((await database.query('SELECT FROM fold_queue')).rowCount).toBe(0));
  const { runs, lines, events } = load.ledger;
  const ofTrace = `trace_id = decode('${recordId(runs.number, 1)}', 'hex')`;
  await database.query(`DELETE FROM spans WHERE ${ofTrace} AND span_id = decode('${spanId(1, 2)}', 'hex')`);
  await database.query(`DELETE FROM agent_executions WHERE ${ofTrace}`);
  await database.query(`DELETE FROM logs WHERE id = '${recordId(lines.number, 3)}'`);
  // The same record at another time is another row, but no other record.
  const copy = (table: string, time: string, where: string) =>
    database.query(
      `CREATE TEMP TABLE copied AS SELECT * FROM ${table} WHERE ${where};
       UPDATE copied SET ${time} = ${time} - interval '1 ms';
       INSERT INTO ${table} SELECT * FROM copied; DROP TABLE copied`,
    );
  await copy('spans', 'start_time', `trace_id = decode('${recordId(runs.number, 2)}', 'hex')`);
  await copy('observability_events', 'time', `id = '${recordId(events.number, 4)}'`);
  const { rows } = await database.query(
    "SELECT id FROM metric_series WHERE attributes ->> 'load.number' = $1 AND attributes ->> 'series' = '4'",
    [load.ledger.points.number.hex],
  );
  await database.query('DELETE FROM metric_samples WHERE series_id = $1', [rows[0]?.id]);

  for (const target of [database, hub.url]) {
    const { of, lost, doubled } = await load.check(target);
    expect({ lost, doubled }).toEqual({ lost: 4, doubled: 5 });
    expect(of.spans).toMatchObject({ acknowledged: 20, found: 19, lost: 1, doubled: 4 });
    expect(of.spans.examples).toContain(`${recordId(runs.number, 1)} ${spanId(1, 2)} is there 0 times`);
    expect(of.executions).toMatchObject({ found: 4, lost: 1, doubled: 0 });
    expect(of.lines).toMatchObject({ found: 9, lost: 1, doubled: 0 });
    expect(of.events).toMatchObject({ found: 10, lost: 0, doubled: 1 });
    expect(of.series).toMatchObject({ found: 9, lost: 1, doubled: 0 });
  }
});

test('what is refused for now is sent again as it was, and counts when it is taken', async () => {
  const bodies: string[] = [];
  const answers = [503, 429, 0, 502, 200];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString('base64'));
      const status = answers.shift() ?? 200;
      if (status === 0) request.socket.destroy();
      else response.writeHead(status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const load = startLoad({ urls: [url], ...small, count: 20, senders: 1 });
  await load.done;
  receiver.close();
  expect(bodies).toHaveLength(5);
  expect(new Set(bodies).size).toBe(1);
  expect({ resent: load.resent, acknowledged: load.acknowledged.runs }).toEqual({
    resent: 4,
    acknowledged: 20,
  });
});

test('what will never be taken ends the load and is told', async () => {
  const load = startLoad({ urls: [`${hub.url}/no-such-path`], ...small });
  await load.done;
  expect(load).toMatchObject({ refused: expect.any(Number), lastRefusal: expect.stringContaining('404') });
  expect(load.refused).toBeGreaterThan(0);
  expect(load.acknowledged.runs).toBe(0);
});

test('a rate is kept, and a load that goes on ends when it is stopped', async () => {
  const startedMs = performance.now();
  const load = startLoad({ urls: [hub.url], ...small, rate: 400 });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await load.stop();
  // Twenty spans a request, every 50 ms, for as long as a busy machine took to come back to it.
  const seconds = (performance.now() - startedMs) / 1000;
  expect(load.acknowledged.runs).toBeGreaterThan(200);
  expect(load.acknowledged.runs).toBeLessThanOrEqual(400 * seconds + 40);
  expect(await load.settled(database)).toMatchObject({ lost: 0, doubled: 0 });
});

test.each([
  [{ urls: ['http://10.0.0.1:4318'] }, 'http://10.0.0.1:4318 is not on this machine'],
  [{ urls: ['http://observatory.example'] }, 'is not on this machine'],
  [{ urls: ['http://127.0.0.1.example:4318'] }, 'is not on this machine'],
  [{ urls: [] }, 'needs an address'],
  [{ urls: ['http://[::1]:4318'], calls: 0 }, 'calls is 0: expected a whole number from 1 to 254'],
  [{ urls: ['http://localhost:4318'], runsPerRequest: 1001 }, 'runsPerRequest is 1001'],
])('options are refused: %o', (options, message) => {
  expect(() => startLoad(options)).toThrow(message);
});
