import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AcknowledgedLoad } from '../support/acknowledged-load.ts';
import { AgentRun } from '../support/agent-run.ts';
import { ask, listed } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { freePort } from '../support/free-port.ts';
import { HubProcess } from '../support/hub-process.ts';
import { MemoryWatch } from '../support/memory-watch.ts';
import { postJson } from '../support/otlp-json.ts';
import { PostgresUnderClock } from '../support/postgres-under-clock.ts';
import * as once from '../support/send.ts';
import { newSpanId } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { nothingShort, shortfallOf } from '../support/stored-load.ts';

/** The clock of the machine of hub and database leaps, under load, while senders go on by the right time. */

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const YEAR_S = 365 * DAY_S;
/** How long each leap lasts. */
const LEAP_MS = Number(process.env.LEAP_S ?? 4) * 1000;
const MOST_GROWN_MB = 150;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

const folder = mkdtempSync(join(tmpdir(), 'observatory-faults-clock-'));
// PostgreSQL's own user must be able to enter.
chmodSync(folder, 0o755);
let clock: FakeClock;
let postgres: PostgresUnderClock;
let hub: HubProcess;
let url: string;
let load: AcknowledgedLoad;
let run: AgentRun;
let beating: NodeJS.Timeout;

async function startHub(port: number) {
  hub = new HubProcess({
    PORT: String(port),
    OBSERVATORY_OTLP_HTTP_PORT: 'off',
    OBSERVATORY_OTLP_GRPC_PORT: 'off',
    OBSERVATORY_DATA_DIR: join(folder, 'hub'),
    OBSERVATORY_HEARTBEAT_TIMEOUT: '8',
    DATABASE_URL: postgres.url,
    ...clock.env,
  });
  ({ url } = await hub.ready);
}

beforeAll(async () => {
  clock = new FakeClock(folder);
  postgres = await PostgresUnderClock.start(join(folder, 'server'), clock);
  await startHub(await freePort());
  load = new AcknowledgedLoad(url, { everyMs: 20 }).start();
  run = new AgentRun({ name: 'long' });
  await sendRecords({ url }, [run.start()]);
  const beat = () =>
    once
      .sendRecords({ url }, [
        {
          timeMs: Date.now(),
          eventName: 'observatory.heartbeat',
          body: 'alive',
          attributes: {
            'log.record.uid': newSpanId(),
            'observatory.heartbeat.executions': [`${run.id}/${run.startMs * 1000}`],
          },
        },
      ])
      .catch(() => {});
  beating = setInterval(beat, 1000);
});
afterAll(async () => {
  clearInterval(beating);
  await load?.stop();
  await hub?.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Again where a busy hub asks for that. */
const sendRecords = (...of: Parameters<typeof once.sendRecords>) =>
  eventually(() => once.sendRecords(...of), 90_000, 500);
const sendSpans = (...of: Parameters<typeof once.sendSpans>) =>
  eventually(() => once.sendSpans(...of), 90_000, 500);

/** Milliseconds that the clock of the database is ahead. */
async function aheadMs(): Promise<number> {
  const [row] = await postgres.query<{ ms: number }>(
    "SELECT date_part('epoch', clock_timestamp()) * 1000 AS ms",
  );
  return (row?.ms ?? 0) - Date.now();
}

async function leap(seconds: number) {
  clock.setAheadBy(seconds);
  await eventually(async () => expect(Math.abs((await aheadMs()) - seconds * 1000)).toBeLessThan(5000));
}

const daysOfSpans = async () =>
  (
    await postgres.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relname ~ '^spans_[0-9]{8}$' ORDER BY 1",
    )
  ).map(({ name }) => name);

const isRunning = () =>
  eventually(async () => expect(await listed({ url }, run.id)).toMatchObject({ status: 'running' }), 90_000);
const stored = async () => {
  const before = load.traces.size;
  await eventually(() => expect(load.traces.size).toBeGreaterThan(before + 5), 90_000);
};
const retain = () =>
  eventually(async () => {
    const answer = await postJson(`${url}/api/observability/health`, { action: 'run_retention' });
    expect(answer.status).not.toBe(503);
    return answer;
  }, 90_000);

describe('a clock that leaps', () => {
  test.each([
    ['an hour ahead', HOUR_S],
    ['an hour behind', -HOUR_S],
    ['a day ahead', DAY_S],
    ['a day behind', -DAY_S],
  ])('%s and back: all goes on, streams too, and a run whose process is there runs', async (_, seconds) => {
    const memory = new MemoryWatch(() => hub.child.pid);
    const stream = await SseClient.open(`${url}/api/observability/events/stream`);
    const events = () => stream.messages.map(({ data }) => (data as { executionId: string }).executionId);
    const started: string[] = [];
    const begin = async () => {
      const other = new AgentRun({ name: 'short' });
      await sendRecords({ url }, [other.start()]);
      await sendSpans({ url }, [other.span()]);
      started.push(other.id);
    };
    await begin();
    await leap(seconds);
    await begin();
    await stored();
    await pause(LEAP_MS);
    await leap(0);
    await stored();
    await begin();
    await isRunning();
    await eventually(() => expect(events().filter((id) => started.includes(id))).toEqual(started));
    expect(stream.isClosed).toBe(false);
    stream.close();
    memory.stop();
    expect(memory.grownMb).toBeLessThan(MOST_GROWN_MB);
    expect(hub.child.exitCode).toBeNull();
  });

  test('a year ahead, while the hub starts too: the retention drops nothing, and what comes then is kept', async () => {
    const before = await daysOfSpans();
    await leap(YEAR_S);
    await stored();
    expect(await retain()).toMatchObject({ status: 200, body: { dropped_days: 0 } });
    const port = Number(new URL(url).port);
    await hub.stop();
    await startHub(port);
    await stored();
    expect(await retain()).toMatchObject({ status: 200, body: { dropped_days: 0 } });
    await pause(LEAP_MS);
    await leap(0);
    expect(await retain()).toMatchObject({ status: 200, body: { dropped_days: 0 } });
    expect(await daysOfSpans()).toEqual(expect.arrayContaining(before));
    await stored();
    await isRunning();
  });

  test('loses nothing that was acknowledged, and what ended then is ended', async () => {
    clearInterval(beating);
    await sendSpans({ url }, [run.span({ endMs: Date.now() })]);
    await eventually(async () =>
      expect(await listed({ url }, run.id)).toMatchObject({ status: 'completed' }),
    );
    await load.stop();
    expect((await ask({ url }, '/ready')).status).toBe(200);
    console.log(`${load.traces.size} runs acknowledged, ${load.resent} requests sent again`);
    expect(await shortfallOf(postgres.connection, [load])).toEqual(nothingShort);
  });
});
