import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { type Answer, ask } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords } from '../support/send.ts';
import { SseClient } from '../support/sse-client.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
let locker: pg.Client;

beforeAll(async () => {
  hub = await startTestHub();
  locker = new pg.Client({ host: join(hub.dataDir, 'socket'), user: 'observatory', database: 'observatory' });
  await locker.connect();
});
afterAll(async () => {
  await locker.end();
  await hub.remove();
});

describe('while more searches and analyses are asked for than the store can answer', () => {
  test('probes, senders and live streams go on, and who is turned away is told to come again', async () => {
    const live = await SseClient.open(`${hub.url}/api/observability/events/stream`);
    // As long as it is held, all that reads executions is as slow as it may be.
    await locker.query('BEGIN; LOCK TABLE agent_executions IN ACCESS EXCLUSIVE MODE');
    const asked: Promise<Answer>[] = Array.from({ length: 120 }, (_, at) =>
      ask(
        hub,
        at % 2
          ? `/api/v1/executions?query=agent:a-${at}`
          : `/api/v1/compare/groups?a=agent:a&b=agent:b&minutes=${at + 1}`,
      ),
    );
    const early = await Promise.race(asked);
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
    expect(early.body).toMatchObject({ error: { code: 'OBS_BUSY' } });

    for (const path of ['/health', '/ready'])
      expect([path, (await ask(hub, path)).status]).toEqual([path, 200]);
    const run = new AgentRun({ name: 'planner', startMs: Date.now() });
    await sendRecords(hub, [run.start()]);
    await eventually(() => expect(live.messages.length).toBeGreaterThan(0));
    live.close();

    const answers = await Promise.all(asked);
    for (const { status, body } of answers) {
      const { code } = (body as { error: { code: string } }).error;
      expect([
        [503, 'OBS_BUSY'],
        [422, 'OBS_SEARCH_TOO_SLOW'],
      ]).toContainEqual([status, code]);
    }
    expect(answers.some(({ status }) => status === 422)).toBe(true);

    await locker.query('ROLLBACK');
    expect((await ask(hub, '/api/v1/executions?query=agent:a')).status).toBe(200);
    expect((await ask(hub, '/api/v1/compare/groups?a=agent:a&b=agent:b')).status).toBe(200);
  }, 60_000);
});
