import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadPriceTable } from '../../hub/src/prices/load-price-table.ts';
import { questionOf } from '../../hub/src/prices/price-fixture.ts';

const fleet = resolve(import.meta.dirname, '../../examples/agents');

/** `provider model` of every exchange that the demo fleet replays. */
function modelsOfFleet(): string[] {
  const recordings = readdirSync(join(fleet, 'recordings'))
    .filter((file) => file !== 'refusals.json')
    .map((file) => JSON.parse(readFileSync(join(fleet, 'recordings', file), 'utf8')));
  const exchanges = recordings.flatMap((recording) =>
    Object.values<{ provider: string; request: { model: string } }>(recording.exchanges ?? recording),
  );
  return [...new Set(exchanges.map(({ provider, request }) => `${provider} ${request.model}`))];
}

const unpriced = (path?: string) => {
  const table = loadPriceTable(path);
  return modelsOfFleet().filter((one) => {
    const [provider = '', requestModel = ''] = one.split(' ');
    return table.price(questionOf({ provider, requestModel })).source === 'unpriced';
  });
};

test('The demo fleet has one model without a price, and with the file of prices beside it none', () => {
  expect(unpriced()).toEqual(['acme acme-lm-7b-private']);
  expect(unpriced(join(fleet, 'prices.yaml'))).toEqual([]);
});
