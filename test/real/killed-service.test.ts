import { afterEach, expect, test } from 'vitest';
import { runService } from '../../shim/src/testing/run-service.ts';
import type { Schemas } from '../support/api.ts';
import { addressesOf, CollectorProcess, openStores } from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** The key that a rendered collector gives. */
const KEY = 'obs_key-of-the-hub';
/** A run that would go on for an hour, of a process that beats every second. */
const service = `
  import { agentTracking, init } from '@observatory/shim';
  await init();
  void agentTracking.trackExecution('doomed', 'work', () => new Promise((resolve) => setTimeout(resolve, 3_600_000)));
  console.log('ready');
`;
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function startHub(): Promise<TestHub> {
  // An execution may be silent for half an hour, which is the default; its process for four seconds.
  const hub = await startTestHub({ OBSERVATORY_API_KEY: KEY, OBSERVATORY_HEARTBEAT_TIMEOUT: '4' });
  cleanUps.push(() => hub.remove());
  return hub;
}

async function collectorBefore(hub: TestHub): Promise<CollectorProcess> {
  const stores = await openStores();
  cleanUps.push(() => Promise.all(Object.values(stores).map((store) => store.go())));
  const addresses = { ...addressesOf(stores), 'hub/http': new URL(hub.url).host };
  const collector = await CollectorProcess.start('collector', {}, addresses);
  cleanUps.push(() => collector.remove());
  return collector;
}

async function doomed(hub: TestHub): Promise<Schemas['ExecutionSummary'] | undefined> {
  const response = await fetch(`${hub.url}/api/v1/executions?name=doomed`, { headers: { 'x-api-key': KEY } });
  return ((await response.json()) as Schemas['ExecutionList']).executions[0];
}
const beats = (hub: TestHub) =>
  queryStore<{ heard_at: Date }>(hub, 'SELECT heard_at FROM execution_heartbeats');

test.each(['straight to the hub', 'by a collector'])(
  'a run of a service that is killed is abandoned as soon as its process is missed: %s',
  async (way) => {
    const hub = await startHub();
    const endpoint = way === 'by a collector' ? (await collectorBefore(hub)).http : hub.url;
    let kill: (signal: NodeJS.Signals) => void = () => {};
    const ended = runService(service, {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${KEY}`,
        OBSERVATORY_HEARTBEAT_INTERVAL: '1000',
      },
      giveUpMs: 120_000,
      onReady: (given) => {
        kill = given;
      },
    });
    cleanUps.push(() => kill('SIGKILL'));
    const [first] = await eventually(async () => {
      const rows = await beats(hub);
      expect(rows).toHaveLength(1);
      return rows;
    }, 60_000);
    // It is heard of again and again, and runs.
    await eventually(async () => {
      const [last] = await beats(hub);
      expect(Number(last?.heard_at) - Number(first?.heard_at)).toBeGreaterThan(5000);
    }, 60_000);
    await eventually(async () => expect(await doomed(hub)).toMatchObject({ status: 'running' }), 60_000);

    kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    await eventually(
      async () => expect(await doomed(hub)).toMatchObject({ status: 'failed', error: { type: 'abandoned' } }),
      60_000,
    );
    expect((await doomed(hub))?.error?.message).toContain('process has been silent for more than 4 s');
    const logs = await queryStore<{ body: string }>(hub, 'SELECT body FROM logs');
    expect(logs.filter(({ body }) => body.includes('are running'))).toEqual([]);
  },
);
