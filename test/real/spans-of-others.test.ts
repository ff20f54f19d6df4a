import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyOf, prices, spansOfOthers } from '../../hub/src/normalise/spans-of-others-fixture.ts';
import { seenInHub, send } from '../integrations/support/seen-in-hub.ts';
import { addressesOf, CollectorProcess, openStores, type Stores } from '../support/collector-process.ts';
import { eventually } from '../support/eventually.ts';
import { writePrices } from '../support/prices-file.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Spans that other packages made, through a real collector, which gives them GenAI names, into a real hub. */
const folder = join(import.meta.dirname, '../../hub/src/normalise/recordings');
const recordings = readdirSync(folder).map((file) => {
  const [, name = '', version = ''] = /^(.+)@(.+)\.json$/.exec(file) ?? [];
  const requests = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, object>;
  return { name: `${name} ${version}`, key: keyOf(name, version), requests };
});

const pricesFile = writePrices(prices);
let hub: TestHub;
let stores: Stores;
let collector: CollectorProcess;

beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_PRICES: pricesFile.path });
  stores = await openStores();
  collector = await CollectorProcess.start(
    'collector',
    {},
    {
      ...addressesOf(stores),
      'hub/http': new URL(hub.url).host,
    },
  );
});

afterAll(async () => {
  await collector.remove();
  for (const store of Object.values(stores)) await store.go();
  await hub.remove();
  pricesFile.remove();
});

describe.each(recordings)('spans of $name, through the collector,', ({ key, requests }) => {
  it('are seen as they are without it', async () => {
    for (const request of Object.values(requests)) await send(collector.http, request);
    for (const [scenario, request] of Object.entries(requests)) {
      await eventually(
        async () =>
          expect({ scenario, ...(await seenInHub(hub, request)) }).toEqual({
            scenario,
            ...spansOfOthers[key]?.[scenario],
          }),
        20_000,
      );
    }
  });
});
