import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseExposition } from '../../../test/support/exposition.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { createLogger, declareMetric, getMetrics, recordTaskDuration } from '../index.ts';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';

const port = await freePort();
const receiver = useRecording({ OBSERVATORY_METRIC_MAX_SERIES: '20' }, { scrapePort: port });
const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
const logger = createLogger('svc', { level: 'silent' });

const anyName = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[a-zA-Z_.0-9/-]{1,12}(_total|_seconds|_bytes|_ms|_count|_bucket|_sum)?$/),
  fc.anything(),
);
const anyValue = fc.oneof(fc.double(), fc.integer(), fc.anything({ withBigInt: true }));
const anyLabels = fc.oneof(
  fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.anything())),
  fc.anything({ withBigInt: true, withNullPrototype: true }),
);
const hostile = fc.constantFrom(
  new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no keys');
      },
    },
  ),
  {
    get label() {
      throw new Error('no value');
    },
  },
);

describe('metrics of any name, value and labels', () => {
  it('throw nothing, and leave a scrape and a push that can be read', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    fc.assert(
      fc.property(anyName, anyValue, fc.oneof(anyLabels, hostile), (name, value, labels) => {
        const given = [name, value, labels] as [never, never, never];
        logger.recordMetric(...given);
        getMetrics().incrementCounter(name as never, labels as never, value as never);
        getMetrics().setGauge(...given);
        getMetrics().observeHistogram(...given);
        recordTaskDuration(value as never, labels as never);
        declareMetric({ name, labels } as never);
      }),
      { numRuns: 1500 },
    );
    expect(said.mock.calls.length).toBeLessThan(60);
    said.mockRestore();
    const text = await scrape();
    expect(parseExposition(text).length).toBeGreaterThan(20);
    await flush();
    expect(receiver().points.length).toBeGreaterThan(20);
  });

  it('are told once, and then only counted', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    for (let count = 0; count < 1000; count++) logger.recordMetric(`bad name ${count}`, 1);
    const lines = said.mock.calls.length;
    said.mockRestore();
    expect(lines).toBeLessThan(60);
  });
});
