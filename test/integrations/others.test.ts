import { afterAll, beforeAll, expect } from 'vitest';
import { keyOf, prices, spansOfOthers } from '../../hub/src/normalise/spans-of-others-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { writePrices } from '../support/prices-file.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';
import { pythonPackages, runPython } from './recorders/python.ts';
import { type Made, run, versionOf } from './recorders/run.ts';
import { recordedPackages } from './recorders/subjects.ts';
import { integration } from './support/matrix.ts';
import { seenInHub, send } from './support/seen-in-hub.ts';

/** Spans that the real packages make now, sent to a hub: its executions, steps, tokens and cost, as they were. */
const pricesFile = writePrices(prices);
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ OBSERVATORY_PRICES: pricesFile.path });
});
afterAll(async () => {
  await hub.remove();
  pricesFile.remove();
});

/** The words of the matrix, by scenario. */
const words: Readonly<Record<string, string>> = {
  chat: 'requests',
  stream: 'streaming',
  tools: 'tools',
  agent: 'tools',
  request: 'tools: in a request',
  responses: 'requests: responses',
  anthropic: 'requests: of Anthropic',
  embeddings: 'embeddings',
  error: 'errors',
};

interface Other {
  readonly name: string;
  readonly key: string;
  readonly version: string;
  readonly note?: string;
  readonly make: () => Promise<Made>;
}

const others: readonly Other[] = [
  ...recordedPackages
    .filter(({ beside }) => beside === undefined)
    .map((one) => {
      const version = versionOf(one);
      return { name: one.name, key: keyOf(one.name, version), version, make: () => run(one) };
    }),
  ...pythonPackages.map((one) => ({
    name: one.name,
    key: keyOf(`python-${one.name}`, one.version),
    version: one.version,
    note: 'Python',
    make: () => runPython(one),
  })),
];

for (const { name, key, version, note, make } of others) {
  integration({ group: 'spans of others', name, version, ...(note !== undefined && { note }) }, (sees) => {
    const expected = spansOfOthers[key] ?? {};
    let made: Made = {};
    beforeAll(async () => {
      made = await make();
    });
    for (const [scenario, seen] of Object.entries(expected)) {
      // What a package does not record is no cell of the matrix.
      if (seen.executions.length === 0) continue;
      sees(words[scenario] ?? scenario, async () => {
        const request = made[scenario] ?? {};
        await send(hub.url, request);
        await eventually(async () => expect(await seenInHub(hub, request)).toEqual(seen));
      });
    }
    const parts = [
      ['tokens', 0],
      ['cached tokens', 2],
      ['reasoning tokens', 4],
    ] as const;
    for (const [word, part] of parts) {
      const [scenario, seen] = Object.entries(expected).find(([, { tokens }]) => tokens[part]) ?? [];
      if (scenario === undefined) continue;
      sees(word, async () => {
        const { tokens } = await seenInHub(hub, made[scenario] ?? {});
        expect(tokens[part]).toBe(seen?.tokens[part]);
      });
    }
  });
}
