import { describe, expect, it } from 'vitest';
import { createLogger, declareMetric, getMetrics } from '../index.ts';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';

const receiver = useRecording({ OBSERVATORY_METRIC_MAX_SERIES: '10' });
const logger = createLogger('svc', { level: 'silent' });
const pointsOf = async (name: string) => {
  await flush();
  return receiver().points.filter((point) => point.name === name);
};
const lost = async (metric: string) =>
  (await pointsOf('observatory_shim_dropped_labels_total'))
    .filter(({ attributes }) => attributes.metric === metric)
    .map(({ attributes: { label, reason }, value }) => ({ label, reason, value }));

describe('a label with too many values', () => {
  it('has its new ones counted together, while the other labels and what was known go on', async () => {
    for (let user = 0; user < 1000; user++) {
      logger.recordMetric('explosion_total', 1, { page: `page-${user}`, method: user % 2 ? 'GET' : 'PUT' });
    }
    logger.recordMetric('explosion_total', 1, { page: 'page-0', method: 'PUT' });
    const points = await pointsOf('explosion_total');
    expect(points).toHaveLength(12);
    expect(points.reduce((sum, { value }) => sum + value, 0)).toBe(1001);
    const pointOf = (page: string, method: string) =>
      points.find(({ attributes }) => attributes.page === page && attributes.method === method)?.value;
    expect(pointOf('page-0', 'PUT')).toBe(2);
    expect(pointOf('_OTHER', 'GET')).toBe(495);
    expect(await lost('explosion_total')).toEqual([{ label: 'page', reason: 'series_limit', value: 990 }]);
  });

  it('is found among histograms and metrics of the conventions as well', async () => {
    for (let run = 0; run < 100; run++) {
      const labels = { agentType: `agent-${run}`, status: 'success' };
      logger.recordMetric('agent_execution_duration_seconds', 1, labels);
    }
    const points = await pointsOf('agent_execution_duration_seconds');
    expect(points).toHaveLength(11);
    expect(points.find(({ attributes }) => attributes.agentType === '_OTHER')?.count).toBe(90);
  });

  it('takes a bounded number of series however names and values are made up', async () => {
    for (let count = 0; count < 2000; count++) {
      logger.recordMetric('noise_total', 1, { [`name${count}`]: count, kind: `kind-${count}` });
    }
    const points = await pointsOf('noise_total');
    expect(points.length).toBeLessThanOrEqual(21);
    expect(points.reduce((sum, { value }) => sum + value, 0)).toBe(2000);
  });
});

describe('names of loggers', () => {
  it('that are no text leave the counts of the others', async () => {
    const unprintable = Object.create(null);
    for (const name of [undefined, null, unprintable, Symbol('s'), 'printable']) {
      createLogger(name as string, { destination: { write() {} } }).info('x');
    }
    const services = (await pointsOf('log_events_total')).map(({ attributes }) => attributes.service);
    // Without a name a logger takes the service's.
    expect(services).toEqual(
      expect.arrayContaining(['test-service', '[unreadable]', 'Symbol(s)', 'printable']),
    );
  });

  it('that are made up anew each time make a bounded number of scopes', async () => {
    for (let id = 0; id < 1000; id++) createLogger(`job-${id}`, { destination: { write() {} } }).info('x');
    await flush();
    expect(new Set(receiver().logs.map(({ scope }) => scope)).size).toBeLessThanOrEqual(201);
  });

  it('that are made up anew each time take a bounded number of series', async () => {
    for (let id = 0; id < 1000; id++) {
      createLogger(`request-${id}`, { destination: { write() {} }, level: 'info' }).info('x');
    }
    const points = await pointsOf('log_events_total');
    expect(points.length).toBeLessThanOrEqual(201);
    expect(points.find(({ attributes }) => attributes.service === '_OTHER')?.value).toBeGreaterThanOrEqual(
      799,
    );
    expect((await pointsOf('log_processing_duration_ms')).length).toBeLessThanOrEqual(201);
  });
});

describe('a declared metric', () => {
  it('keeps its labels alone, in its kind, unit and buckets', async () => {
    declareMetric({
      name: 'import.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Duration of one import.',
      labels: ['format'],
      buckets: [1, 10],
    });
    getMetrics().observeHistogram('import.duration', 2, { format: 'csv', file: 'a.csv' });
    getMetrics().observeHistogram('import.duration', 3, { format: 'csv', file: 'b.csv' });
    expect(await pointsOf('import.duration')).toEqual([
      expect.objectContaining({ attributes: { format: 'csv' }, count: 2, unit: 's', bounds: [1, 10] }),
    ]);
    expect(await lost('import.duration')).toEqual([{ label: 'file', reason: 'undeclared', value: 2 }]);
  });

  it('may have a limit of its own', async () => {
    declareMetric({ name: 'narrow_total', labels: ['shop'], maxSeries: 2 });
    for (const shop of ['a', 'b', 'c', 'd']) getMetrics().incrementCounter('narrow_total', { shop });
    const values = (await pointsOf('narrow_total')).map(({ attributes, value }) => [attributes.shop, value]);
    expect(values).toEqual([
      ['a', 1],
      ['b', 1],
      ['_OTHER', 2],
    ]);
  });

  it.each([
    { name: 'bad name', labels: [] },
    { name: 'late_total', labels: ['a'], kind: 'gauge' },
    { name: 'log_events_total', labels: [] },
    { name: 'odd_seconds', labels: ['a'], buckets: [3, 1] },
    { name: 'odd_total', labels: ['a'], maxSeries: 0 },
    { name: 'odd_total', labels: 'a' },
    undefined,
  ])('is left out where it does not fit: %j', async (declaration) => {
    getMetrics().incrementCounter('late_total', { b: 'kept' });
    expect(() => declareMetric(declaration as never)).not.toThrow();
    const [point] = await pointsOf('late_total');
    expect(point?.attributes).toEqual({ b: 'kept' });
  });
});

describe('labels that are no labels', () => {
  it.each([
    ['userId', 'u1', 'id'],
    ['session_id', 's1', 'id'],
    ['gen_ai.conversation.id', 'c1', 'id'],
    ['order', '6f1c2b9e-3f0a-4c3e-9d59-0f1a2b3c4d5e', 'id'],
    ['trace', '4bf92f3577b34da6a3ce929d0e0e4736', 'id'],
    ['contact', 'ada@example.com', 'id'],
    ['le', '0.5', 'invalid'],
    ['job', 'import', 'invalid'],
    ['__name__', 'x', 'invalid'],
    ['', 'x', 'invalid'],
    ['1st', 'x', 'invalid'],
    ['kin.d', 'same as kin_d', 'invalid'],
    ['thing', {}, 'invalid'],
    ['list', ['a'], 'invalid'],
    ['big', 10n, 'invalid'],
  ])('%s = %s is left out, and the measurement counts', async (label, value, reason) => {
    const name = `odd_${label.replace(/\W/g, '')}_${reason}_total`;
    logger.recordMetric(name, 1, { kin_d: 'a', [label]: value } as never);
    logger.recordMetric(name, 1, { kin_d: 'a', [label]: value } as never);
    expect(await pointsOf(name)).toEqual([expect.objectContaining({ attributes: { kin_d: 'a' }, value: 2 })]);
    expect(await lost(name)).toEqual([{ label, reason, value: 2 }]);
  });

  it('keep commit hashes, numbers, booleans and what has no value', async () => {
    const labels = {
      version: '9fceb02d0ae598e95dc970b74767f19372d61af8',
      status: 200,
      ok: true,
      gone: undefined,
    };
    logger.recordMetric('kept_total', 1, labels as never);
    logger.recordMetric('kept_total', 1, { ...labels, status: '200' } as never);
    expect(await pointsOf('kept_total')).toEqual([
      expect.objectContaining({
        attributes: { ok: true, status: 200, version: '9fceb02d0ae598e95dc970b74767f19372d61af8' },
        value: 2,
      }),
    ]);
  });

  it('are cut where they are long', async () => {
    logger.recordMetric('long_total', 1, { text: 'x'.repeat(10_000) });
    const [point] = await pointsOf('long_total');
    expect(point?.attributes.text).toBe('x'.repeat(200));
  });
});

describe('calls that record nothing', () => {
  it('are counted by what is wrong with them', async () => {
    const ignored = async () =>
      Object.fromEntries(
        (await pointsOf('observatory_shim_ignored_calls_total')).map(({ attributes, value }) => [
          attributes.reason,
          value,
        ]),
      );
    getMetrics().incrementCounter('x'.repeat(10_000));
    getMetrics().incrementCounter('');
    getMetrics().incrementCounter(undefined as never);
    getMetrics().incrementCounter('good_total', {}, -1);
    getMetrics().observeHistogram('good_seconds', Number.NaN);
    getMetrics().setGauge('good_level', 5n as never);
    getMetrics().setGauge('good_level', '5' as never);
    getMetrics().setGauge('good_level', 1);
    getMetrics().observeHistogram('good_level', 1);
    expect(await ignored()).toMatchObject({ metric_name: 3, metric_value: 4, metric_kind: 1 });
  });
});
