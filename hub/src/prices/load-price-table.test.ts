import { utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundledRelease, bundledVersion } from './bundled-prices.ts';
import { loadPriceTable } from './load-price-table.ts';
import { priceFile, questionOf } from './price-fixture.ts';

/** Picodollars in a microdollar: a price per million tokens times a count of tokens gives microdollars. */
const MICRO = 1_000_000;
const VERSION = '@pydantic/genai-prices 0.1.8';

describe('the bundled table', () => {
  const table = loadPriceTable();

  it('prices cached tokens within the input, reasoning within the output', () => {
    // gpt-4o in the table: input 2.5, cached 1.25, output 10.
    // 600 × 2.5 + 400 × 1.25 + 200 × 10 = 1500 + 500 + 2000 = 4000 microdollars
    const usage = { input: 1000, cacheRead: 400, output: 200, reasoning: 50 };
    expect(table.price(questionOf({ usage }))).toEqual({
      costPico: 4_000_000_000,
      source: 'table',
      tableVersion: VERSION,
    });
  });

  it('prices what is written to the cache', () => {
    // claude-sonnet-4-5: input 3, cache read 0.3, cache write 3.75, output 15.
    // 500 × 3 + 900 × 0.3 + 100 × 3.75 + 300 × 15 = 1500 + 270 + 375 + 4500 = 6645
    const price = table.price(
      questionOf({
        provider: 'anthropic',
        requestModel: 'claude-sonnet-4-5',
        usage: { input: 1500, cacheRead: 900, cacheWrite: 100, output: 300 },
      }),
    );
    expect(price.costPico).toBe(6645 * MICRO);
  });

  it('prices all of a long input at the price of long inputs', () => {
    // claude-sonnet-4-5: input 3, above 200,000 tokens 6.
    const cost = (input: number) =>
      table.price(questionOf({ provider: 'anthropic', requestModel: 'claude-sonnet-4-5', usage: { input } }))
        .costPico;
    expect(cost(200_000)).toBe(600_000 * MICRO);
    expect(cost(200_001)).toBe(1_200_006 * MICRO);
  });

  it('takes the price of the day', () => {
    // o3: input 10, from 2025-06-10 on 2.
    const cost = (at: string) =>
      table.price(questionOf({ requestModel: 'o3', usage: { input: 1000 }, at: new Date(at) })).costPico;
    expect(cost('2025-06-09T23:59:59.999Z')).toBe(10_000 * MICRO);
    expect(cost('2025-06-10T00:00:00Z')).toBe(2000 * MICRO);
    expect(cost('2025-06-09T01:00:00Z')).toBe(10_000 * MICRO);
  });

  it('takes the price of the time of day', () => {
    // deepseek-chat: input 0.27 from 00:30 to 16:30 UTC, else 0.135.
    const cost = (at: string) =>
      table.price(
        questionOf({
          provider: 'deepseek',
          requestModel: 'deepseek-chat',
          usage: { input: 1000 },
          at: new Date(at),
        }),
      ).costPico;
    expect(cost('2025-10-01T16:29:59Z')).toBe(270 * MICRO);
    expect(cost('2025-10-01T16:30:00Z')).toBe(135 * MICRO);
  });

  it('adds what a request costs', () => {
    // sonar: input 1, output 1, 12 for a thousand requests: 100 + 100 + 12,000 microdollars.
    const price = table.price(
      questionOf({ provider: 'perplexity', requestModel: 'sonar', usage: { input: 100, output: 100 } }),
    );
    expect(price.costPico).toBe(12_200 * MICRO);
  });

  it('prices an embedding by its input', () => {
    // text-embedding-3-small: input 0.02. 500 × 0.02 = 10
    const price = table.price(
      questionOf({
        requestModel: 'text-embedding-3-small',
        operation: 'embeddings',
        usage: { input: 500, output: 500 },
      }),
    );
    expect(price.costPico).toBe(10 * MICRO);
  });

  it('takes the model that answered before the one that was asked for', () => {
    // gpt-4o-mini: input 0.15.
    const price = table.price(
      questionOf({ responseModel: 'gpt-4o-mini-2024-07-18', usage: { input: 1000 } }),
    );
    expect(price.costPico).toBe(150 * MICRO);
  });

  it('takes the model that was asked for where it does not know the other', () => {
    const price = table.price(questionOf({ responseModel: 'in-house-snapshot', usage: { input: 1000 } }));
    expect(price.costPico).toBe(2500 * MICRO);
  });

  it.each([
    ['azure.ai.openai', 'gpt-4o'],
    ['some-gateway', 'gpt-4o'],
    ['some-gateway', 'openai/gpt-4o'],
    [null, 'gpt-4o'],
  ])('finds the price of a model at %s called %s', (provider, requestModel) => {
    expect(table.price(questionOf({ provider, requestModel, usage: { input: 1000 } })).costPico).toBe(
      2500 * MICRO,
    );
  });

  it('takes the price of the cloud that served the model', () => {
    // At aws, in a region: input 3.3.
    const price = table.price(
      questionOf({
        provider: 'aws.bedrock',
        requestModel: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
        usage: { input: 1000 },
      }),
    );
    expect(price.costPico).toBe(3300 * MICRO);
  });

  it.each([
    ['an unknown model', 'openai', 'gpt-99-in-house'],
    ['no model', 'openai', null],
    ['a model on a machine of one’s own', 'ollama', 'gpt-4o'],
    ['a model priced by the hour of audio', 'openai', 'whisper-1'],
    ['a model of a subscription', 'github-copilot', 'gpt-4o'],
  ])('leaves %s unpriced, never free', (_, provider, requestModel) => {
    expect(table.price(questionOf({ provider, requestModel, usage: { input: 1000, output: 10 } }))).toEqual({
      costPico: null,
      source: 'unpriced',
      tableVersion: VERSION,
    });
  });

  it('takes a model that is called free for free', () => {
    const price = table.price(
      questionOf({ provider: 'openrouter', requestModel: 'deepseek/deepseek-r1:free', usage: { input: 9 } }),
    );
    expect(price).toMatchObject({ costPico: 0, source: 'table' });
  });

  it('gives no cost that a number could not hold exactly', () => {
    expect(table.price(questionOf({ usage: { output: 1_000_000_000 } })).source).toBe('unpriced');
  });

  it('says which table it is', () => {
    expect(table.describePrices()).toEqual({
      table: '@pydantic/genai-prices',
      version: '0.1.8',
      overrides: null,
    });
  });

  it('is as old as its release, whose date is renewed with each upgrade of the package', () => {
    // npm view @pydantic/genai-prices time
    expect(bundledRelease.version).toBe(bundledVersion());
    expect(table.updatedAt).toEqual(new Date('2026-09-23T10:11:04Z'));
  });
});

describe('a cost that the sender reports', () => {
  const table = loadPriceTable();

  it('wins', () => {
    const price = table.price(questionOf({ reportedCostUsd: 0.0012345, usage: { input: 1000 } }));
    expect(price).toEqual({ costPico: 1_234_500_000, source: 'provider', tableVersion: null });
  });

  it('loses the noise of floating point', () => {
    // 0.1 + 0.2 is 0.30000000000000004
    expect(table.price(questionOf({ reportedCostUsd: 0.1 + 0.2 })).costPico).toBe(300_000_000_000);
  });

  it('is not believed where it is 0, negative or no number (C9)', () => {
    for (const reportedCostUsd of [0, -1, Number.NaN, 1e-13]) {
      expect(table.price(questionOf({ reportedCostUsd, usage: { input: 1000 } }))).toMatchObject({
        costPico: 2500 * MICRO,
        source: 'table',
      });
      expect(table.price(questionOf({ reportedCostUsd, requestModel: 'in-house' })).source).toBe('unpriced');
    }
  });
});

describe('the override file', () => {
  const pinned = `
- provider: acme
  model: acme-large
  inputPerMillion: 3
  cacheReadPerMillion: 0.3
  cacheWritePerMillion: 3.75
  outputPerMillion: 15
  reasoningPerMillion: 20
  perRequest: 0.001
  currency: USD
- { model: 'llama-*', inputPerMillion: 0, outputPerMillion: 0 }
`;

  it('gives every kind of token its price', () => {
    const table = loadPriceTable(priceFile(pinned));
    const price = table.price(
      questionOf({
        provider: 'acme',
        requestModel: 'acme-large',
        usage: { input: 1000, cacheRead: 600, cacheWrite: 100, output: 200, reasoning: 50 },
      }),
    );
    // 300 × 3 + 600 × 0.3 + 100 × 3.75 + 150 × 15 + 50 × 20 + 1000 for the request
    // = 900 + 180 + 375 + 2250 + 1000 + 1000 = 5705 microdollars
    expect(price).toEqual({ costPico: 5705 * MICRO, source: 'override', tableVersion: VERSION });
  });

  it('prices a part without a price of its own as its whole', () => {
    const table = loadPriceTable(priceFile('[{"model": "m", "inputPerMillion": 2, "outputPerMillion": 8}]'));
    const usage = { input: 100, cacheRead: 60, cacheWrite: 10, output: 10, reasoning: 4 };
    // 100 × 2 + 10 × 8
    expect(table.price(questionOf({ requestModel: 'm', usage })).costPico).toBe(280 * MICRO);
  });

  it('makes a model free by an explicit 0', () => {
    const table = loadPriceTable(priceFile(pinned));
    const question = questionOf({ provider: 'ollama', requestModel: 'Llama-3.1:8b', usage: { input: 9000 } });
    expect(table.price(question)).toMatchObject({ costPico: 0, source: 'override' });
  });

  it('comes before the table, whichever of the two model names it has', () => {
    const table = loadPriceTable(
      priceFile('[{"model": "gpt-4o", "inputPerMillion": 1, "outputPerMillion": 1}]'),
    );
    const question = questionOf({ responseModel: 'gpt-4o-2024-08-06', usage: { input: 10 } });
    expect(table.price(question)).toMatchObject({ costPico: 10 * MICRO, source: 'override' });
  });

  it('comes after a cost that the sender reports', () => {
    const table = loadPriceTable(priceFile(pinned));
    expect(table.price(questionOf({ requestModel: 'llama-3', reportedCostUsd: 0.5 })).source).toBe(
      'provider',
    );
  });

  it('counts for its provider only, where it names one, however that is spelled', () => {
    const table = loadPriceTable(
      priceFile('[{"provider": "Azure-OpenAI", "model": "*", "inputPerMillion": 7, "outputPerMillion": 7}]'),
    );
    const cost = (provider: string) => table.price(questionOf({ provider, usage: { input: 1 } })).costPico;
    expect(cost('azure.ai.openai')).toBe(7 * MICRO);
    expect(cost('openai')).toBe(2.5 * MICRO);
  });

  it('lets the entry that says most win: its provider, an exact name, a longer pattern', () => {
    const entry = (model: string, price: number, provider?: string) =>
      JSON.stringify({ provider, model, inputPerMillion: price, outputPerMillion: price });
    const table = loadPriceTable(
      priceFile(
        `[${[entry('*', 1), entry('gpt-*', 2), entry('gpt-4o', 3), entry('gpt-*', 4, 'azure')].join(',')}]`,
      ),
    );
    const cost = (provider: string, requestModel: string) =>
      table.price(questionOf({ provider, requestModel, usage: { input: 1 } })).costPico;
    expect(cost('openai', 'o1')).toBe(1 * MICRO);
    expect(cost('openai', 'gpt-5')).toBe(2 * MICRO);
    expect(cost('openai', 'gpt-4o')).toBe(3 * MICRO);
    expect(cost('azure.ai.openai', 'gpt-4o')).toBe(4 * MICRO);
  });

  it('follows the dates of its entries, the end not included (C10)', () => {
    const table = loadPriceTable(
      priceFile(`
- { model: m, validTo: 2025-06-01, inputPerMillion: 10, outputPerMillion: 10 }
- { model: m, validFrom: 2025-06-01, validTo: '2025-06-02T12:00:00+02:00', inputPerMillion: 5, outputPerMillion: 5 }
`),
    );
    const price = (at: string) =>
      table.price(questionOf({ provider: null, requestModel: 'm', at: new Date(at), usage: { input: 1 } }));
    expect(price('2025-05-31T23:59:59.999Z').costPico).toBe(10 * MICRO);
    expect(price('2025-06-01T00:00:00Z').costPico).toBe(5 * MICRO);
    expect(price('2025-06-02T09:59:59Z').costPico).toBe(5 * MICRO);
    expect(price('2025-06-02T10:00:00Z').source).toBe('unpriced');
  });

  it('rounds once, half up, where a price has more than 6 decimals', () => {
    const table = loadPriceTable(
      priceFile('[{"model": "m", "inputPerMillion": 0.00000025, "outputPerMillion": 0}]'),
    );
    const cost = (input: number) => table.price(questionOf({ requestModel: 'm', usage: { input } })).costPico;
    // A quarter of a picodollar each.
    expect([cost(1), cost(2), cost(5), cost(6)]).toEqual([0, 1, 1, 2]);
  });

  it('makes the table as young as the file, where that is newer', () => {
    const path = priceFile(pinned);
    utimesSync(path, new Date('2026-10-01T00:00:00Z'), new Date('2026-10-01T00:00:00Z'));
    expect(loadPriceTable(path).updatedAt).toEqual(new Date('2026-10-01T00:00:00Z'));
    utimesSync(path, new Date('2026-09-01T00:00:00Z'), new Date('2026-09-01T00:00:00Z'));
    expect(loadPriceTable(path).updatedAt).toEqual(new Date('2026-09-23T10:11:04Z'));
  });

  it('is told of by its path and size', () => {
    const path = priceFile(pinned);
    expect(loadPriceTable(path).describePrices().overrides).toEqual({ path, entries: 2 });
  });
});
