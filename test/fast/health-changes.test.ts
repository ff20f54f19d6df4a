import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendSpans } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Two hubs on one database, both of which watch, ten times a second. */
const healthWatch = { everyMs: 100, rules: { minEnded: 5, holdUs: 500_000 } };
/** Two hubs that look ten times a second take their time where others build. */
const WAIT_MS = 30_000;
let hub: TestHub;
let other: TestHub;
beforeAll(async () => {
  hub = await startTestHub({}, undefined, { healthWatch });
  const socket = encodeURIComponent(`${hub.dataDir}/socket`);
  other = await startTestHub(
    { DATABASE_URL: `postgres://observatory@/observatory?host=${socket}` },
    undefined,
    {
      healthWatch,
    },
  );
});
afterAll(async () => {
  await other.remove();
  await hub.remove();
});

const run = (n: number, fails: boolean) => {
  const startMs = Date.now() - 1000 - n;
  return new AgentRun({ name: 'buyer', startMs, endMs: startMs + 100 }).span(
    fails ? { failure: { type: 'StockError', message: 'out of stock' } } : {},
  );
};
const alerts = async () => (await get<Schemas['AlertList']>(hub, '/api/v1/alerts')).alerts;
const looks = async () =>
  (await queryStore<{ at: string }>(hub, 'SELECT checked_at::text AS at FROM health_states'))[0]?.at;
/** Waits until the hubs have looked some more times. */
async function lookedAgain(times: number) {
  for (let n = 0; n < times; n += 1) {
    const before = await looks();
    await eventually(async () => expect(await looks()).not.toBe(before));
  }
}

describe('a change of the health of the fleet', () => {
  test('is one event and, when critical, an alert until it is over', async () => {
    const stream = await SseClient.open(
      `${hub.url}/api/observability/events/stream?types=health_change,alert`,
    );
    const told = () => stream.messages.map(({ data }) => data as { type: string } & Record<string, unknown>);
    try {
      // Four failures are too few to say anything.
      await sendSpans(
        hub,
        Array.from({ length: 4 }, (_, n) => run(n, true)),
      );
      await lookedAgain(8);
      expect(told()).toEqual([]);

      await sendSpans(hub, [run(4, true)]);
      await eventually(() => expect(told()).toHaveLength(2), WAIT_MS);
      expect(told()).toMatchObject(
        expect.arrayContaining([
          expect.objectContaining({
            type: 'health_change',
            severity: 'error',
            message:
              'The fleet is critical (score 30), it was healthy: of 5 executions that ended in the last hour 0 completed and 5 failed, 100 ms on average.',
            data: expect.objectContaining({
              'health.status': 'critical',
              'health.previous_status': 'healthy',
              'health.score': 30,
              'health.parts': { success: 0, errors: 0, duration: 30 },
              'health.ended': 5,
              'health.failed': 5,
            }),
          }),
          expect.objectContaining({
            type: 'alert',
            message: expect.stringMatching(/^FleetHealthCritical fires/),
          }),
        ]),
      );
      expect(await alerts()).toMatchObject([
        { name: 'FleetHealthCritical', severity: 'critical', status: 'firing', source: 'hub', ends_at: null },
      ]);

      // 45 of 50 well: 36 + 15 + 30 = 81.
      await sendSpans(
        hub,
        Array.from({ length: 45 }, (_, n) => run(n + 5, false)),
      );
      await eventually(() => expect(told()).toHaveLength(4), WAIT_MS);
      await lookedAgain(8);
      expect(told()).toHaveLength(4);
      expect(told().slice(2)).toMatchObject(
        expect.arrayContaining([
          expect.objectContaining({ type: 'health_change', severity: 'info' }),
          expect.objectContaining({ type: 'alert', severity: 'info' }),
        ]),
      );
      const [alert, ...more] = await alerts();
      expect(more).toEqual([]);
      expect(alert).toMatchObject({ status: 'resolved', ends_at: expect.any(String) });
      expect(Date.parse(alert?.ends_at ?? '')).toBeGreaterThan(Date.parse(alert?.starts_at ?? ''));
    } finally {
      stream.close();
    }
  }, 90_000);

  test('is told once, though the hubs start again', async () => {
    hub = await hub.restart();
    await lookedAgain(8);
    const events = await queryStore(hub, "SELECT id FROM observability_events WHERE type = 'health_change'");
    expect(events).toHaveLength(2);
  });
});
