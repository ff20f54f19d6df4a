import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPriceTable } from '../prices/load-price-table.ts';
import { priceFile } from '../prices/price-fixture.ts';
import { seenOf } from './seen-fixture.ts';
import { keyOf, prices, spansOfOthers } from './spans-of-others-fixture.ts';

/** Spans that the real packages made (test/integrations/recorders), by file, with the key of what is expected. */
const folder = join(import.meta.dirname, 'recordings');
const recordings = readdirSync(folder).map((file) => {
  const [, name = '', version = ''] = /^(.+)@(.+)\.json$/.exec(file) ?? [];
  const requests = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, object>;
  return { name: `${name} ${version}`, key: keyOf(name, version), requests };
});

it('are there of every package that something is expected of, and the other way round', () => {
  expect(recordings.map(({ key }) => key).sort()).toEqual(Object.keys(spansOfOthers).sort());
});

describe.each(recordings)('spans of $name', ({ key, requests }) => {
  const expected = spansOfOthers[key] ?? {};

  it('are of the scenarios that something is expected of', () => {
    expect(Object.keys(requests).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.entries(requests))('are seen as what they were: %s', (scenario, request) => {
    expect(seenOf(request, loadPriceTable(priceFile(prices)))).toEqual(expected[scenario]);
  });
});
