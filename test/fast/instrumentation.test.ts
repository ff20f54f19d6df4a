import { afterAll, beforeAll, expect, it } from 'vitest';
import { runService } from '../../shim/src/testing/run-service.ts';
import { get } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

interface Told {
  readonly instrumentation: readonly { readonly service: string; readonly instrumented: readonly string[] }[];
}

it('the hub tells what the shim instruments in each process of a service', async () => {
  const run = (service: string) =>
    runService(`import '@observatory/shim/register'; await import('express');`, {
      env: {
        OBSERVATORY_INSTRUMENT: 'on',
        OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,express,pg',
        OTEL_EXPORTER_OTLP_ENDPOINT: hub.url,
        OTEL_SERVICE_NAME: service,
      },
    });
  await Promise.all([run('shop'), run('stock')]);
  await run('shop');
  const told = await eventually(async () => {
    const found = await get<Told>(hub, '/api/v1/instrumentation');
    expect(found.instrumentation).toHaveLength(3);
    return found.instrumentation;
  });
  expect(told.map(({ service }) => service).sort()).toEqual(['shop', 'shop', 'stock']);
  expect(told[0]).toEqual({
    service: 'shop',
    instance: expect.any(String),
    reported_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    instrumented: ['http', 'express'],
    late: [],
    unreached: [],
    waiting: ['pg'],
    unwrapped: [],
  });
  const { instrumentation } = await get<Told>(hub, '/api/v1/instrumentation?service=stock');
  expect(instrumentation.map(({ service }) => service)).toEqual(['stock']);
});
