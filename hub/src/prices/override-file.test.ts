import { describe, expect, it } from 'vitest';
import { PriceFileError, readOverrides } from './override-file.ts';
import { priceFile } from './price-fixture.ts';

const entry = (fields: object) => ({ model: 'm', inputPerMillion: 1, outputPerMillion: 1, ...fields });
const errorOf = (content: unknown): PriceFileError => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  try {
    readOverrides(priceFile(text));
  } catch (error) {
    if (error instanceof PriceFileError) return error;
    throw error;
  }
  throw new Error('the file was accepted');
};
const partsOf = ({ key, expected, came }: PriceFileError) => [key, expected, came];

describe('an override file that cannot be used', () => {
  it('is named with the key, what was expected and what came', () => {
    const path = priceFile(JSON.stringify([entry({}), entry({ model: 'n', outputPerMillion: -1 })]));
    expect(() => readOverrides(path)).toThrow(
      `Price file ${path}, [1].outputPerMillion: expected a number of 0 or more, came -1.`,
    );
  });

  it.each([
    ['a key that is not known', [entry({ inputPerMilion: 2 })], '[0].inputPerMilion'],
    ['a price that is missing', [{ model: 'm', inputPerMillion: 1 }], '[0].outputPerMillion'],
    ['a price in words', [entry({ inputPerMillion: 'cheap' })], '[0].inputPerMillion'],
    ['an empty model', [entry({ model: '' })], '[0].model'],
    ['another currency', [entry({ currency: 'EUR' })], '[0].currency'],
    ['no date', [entry({ validFrom: 'soon' })], '[0].validFrom'],
    ['a day that is not', [entry({ validFrom: '2025-13-40' })], '[0].validFrom'],
    ['an end before the start', [entry({ validFrom: '2025-02-01', validTo: '2025-01-01' })], '[0].validTo'],
    ['an object', { m: entry({}) }, ''],
    ['an entry that is no object', [7], '[0]'],
    ['nothing', '', ''],
    [
      'a number that never ends',
      '- { model: m, inputPerMillion: .inf, outputPerMillion: 1 }',
      '[0].inputPerMillion',
    ],
  ])('is refused for %s', (_, content, key) => {
    expect(errorOf(content).key).toBe(key);
  });

  it('says which currency it takes', () => {
    expect(partsOf(errorOf([entry({ currency: 'EUR' })]))).toEqual(['[0].currency', 'USD', '"EUR"']);
  });

  it('says which keys there are', () => {
    expect(errorOf([entry({ price: 2 })]).expected).toContain('inputPerMillion');
  });

  it('is refused where two entries speak of one time', () => {
    const error = errorOf([
      entry({ validFrom: '2025-01-01', validTo: '2025-03-01' }),
      entry({ provider: 'openai' }),
      entry({ model: 'M', validFrom: '2025-02-01' }),
    ]);
    expect(partsOf(error)).toEqual([
      '[2]',
      'a period (validFrom, validTo) of its own',
      'one that overlaps that of [0], for the same provider and model',
    ]);
  });

  it('is accepted where one period begins as the other ends', () => {
    const path = priceFile(
      JSON.stringify([entry({ validTo: '2025-03-01' }), entry({ validFrom: '2025-03-01' })]),
    );
    expect(readOverrides(path)).toHaveLength(2);
  });

  it('is named where it is not there or no YAML', () => {
    expect(() => readOverrides('/does/not/exist.yaml')).toThrow(
      /^Price file \/does\/not\/exist\.yaml: expected a file that can be read, came ENOENT/,
    );
    expect(errorOf('- model: [').expected).toBe('YAML or JSON');
  });

  it('carries a code, so that the program names it without a stack', () => {
    expect(errorOf('7').code).toBe('OBS_PRICE_FILE');
  });
});
