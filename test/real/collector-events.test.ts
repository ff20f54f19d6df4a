import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressesOf, CollectorProcess, openStores, type Stores } from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { logsBody, postJson } from '../support/otlp-json.ts';
import { newSpanId, newTraceId } from '../support/send.ts';

let stores: Stores;
let collector: CollectorProcess;
beforeAll(async () => {
  stores = await openStores();
  collector = await CollectorProcess.start('collector', {}, addressesOf(stores));
});
afterAll(async () => {
  await collector.remove();
  for (const store of Object.values(stores)) await store.go();
});

it('brings heartbeats and snapshots to the hub and not to Loki, which gets other events and lines', async () => {
  const traceId = newTraceId();
  const id = traceId + newSpanId();
  const state = JSON.stringify({
    notes: 'x'.repeat(64_000),
    account: 4_111_111_111_111_111,
    of: 'a\nann@example.com',
  });
  const event = (name: string, body: string, attributes: Record<string, string | readonly string[]>) => ({
    timeMs: Date.now(),
    eventName: name,
    body,
    attributes: { 'event.name': name, ...attributes },
  });
  const { status } = await postJson(
    `${collector.http}/v1/logs`,
    logsBody('shop', [
      event('observatory.heartbeat', 'alive', { 'observatory.heartbeat.executions': [`${id}/1`] }),
      {
        ...event('observatory.snapshot', 'snapshot', {
          'observatory.execution.id': id,
          'observatory.snapshot.state': state,
        }),
        traceId,
      },
      event('observatory.execution_start', 'start', { 'observatory.execution.id': id }),
      event('gen_ai.evaluation.result', 'evaluation', { 'observatory.execution.id': id }),
      { timeMs: Date.now(), body: 'a line of the run', traceId },
      { timeMs: Date.now(), body: 'a line of none' },
    ]),
  );
  expect(status).toBe(200);
  const bodies = (logs: readonly { body: unknown }[]) => logs.map(({ body }) => body).sort();
  await eventually(() => {
    expect(bodies(stores.hub.logs)).toEqual([
      'a line of the run',
      'alive',
      'evaluation',
      'snapshot',
      'start',
    ]);
    expect(bodies(stores.loki.logs)).toEqual(['a line of none', 'a line of the run', 'evaluation', 'start']);
  });
  const [heartbeat, snapshot] = ['alive', 'snapshot'].map((body) =>
    stores.hub.logs.find((record) => record.body === body),
  );
  expect(heartbeat?.attributes['observatory.heartbeat.executions']).toEqual([`${id}/1`]);
  expect(JSON.parse(String(snapshot?.attributes['observatory.snapshot.state']))).toEqual({
    notes: 'x'.repeat(64_000),
    account: 0,
    of: 'a\n[email]',
  });
});
