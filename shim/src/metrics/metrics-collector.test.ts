import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { agentTracking, createLogger, getMetrics, MetricsCollector, recordTaskDuration } from '../index.ts';
import { observability } from '../observability.ts';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';

const port = await freePort();
const receiver = useRecording({ OBSERVATORY_METRICS_PREFIX: 'crew' }, { scrapePort: port });
const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
const pointOf = async (name: string, attributes: object = {}) => {
  await flush();
  return receiver().points.find((point) => {
    return point.name === name && JSON.stringify(point.attributes) === JSON.stringify(attributes);
  });
};

describe('getMetrics', () => {
  it('is one for the process', () => {
    expect(getMetrics()).toBe(getMetrics());
    expect(getMetrics()).toBeInstanceOf(MetricsCollector);
  });

  it('counts under the name that Prometheus gives a counter', async () => {
    getMetrics().incrementCounter('my_counter', { label: 'value' });
    getMetrics().incrementCounter('my_counter_total', { label: 'value' }, 4);
    createLogger('svc').recordMetric('my_counter_total', 2, { label: 'value' });
    expect(await pointOf('my_counter_total', { label: 'value' })).toMatchObject({
      kind: 'counter',
      value: 7,
    });
    expect(await scrape()).toContain('my_counter_total{label="value"} 7\n');
  });

  it('sets levels and observes distributions, whatever their names end in', async () => {
    getMetrics().setGauge('cache_bytes', 10);
    getMetrics().setGauge('cache_bytes', 7);
    getMetrics().observeHistogram('score', 0.5, { model: 'a' });
    expect(await pointOf('cache_bytes')).toMatchObject({ kind: 'gauge', value: 7 });
    expect(await pointOf('score', { model: 'a' })).toMatchObject({ kind: 'histogram', count: 1, value: 0.5 });
  });

  it('records the metrics of AE1 under the prefix in force, by their labels alone', async () => {
    const labels = { type: 'build', status: 'success' };
    getMetrics().incrementCounter('crew_tasks_total', { ...labels, branch: 'main' });
    getMetrics().recordTaskDuration(2.5, labels);
    recordTaskDuration(0.5, labels);
    getMetrics().setGauge('crew_active_tasks', 3, { type: 'build' });
    getMetrics().setGauge('crew_active_tasks', 2, { type: 'build' });
    getMetrics().incrementCounter('crew_active_tasks', { type: 'build' }, -1);
    expect(await pointOf('crew_tasks_total', { type: 'build', status: 'success' })).toBeUndefined();
    expect(await pointOf('crew_tasks_total', { status: 'success', type: 'build' })).toMatchObject({
      value: 1,
    });
    expect(await pointOf('crew_task_duration_seconds', { status: 'success', type: 'build' })).toMatchObject({
      count: 2,
      value: 3,
    });
    expect(await pointOf('crew_active_tasks', { type: 'build' })).toMatchObject({ kind: 'sum', value: 1 });
  });

  it('leaves what the shim records to the shim, and a name to the kind that had it first', async () => {
    getMetrics().incrementCounter('log_events_total', { level: 'ERROR', service: 'fake' });
    getMetrics().setGauge('crew_cpu_usage_percent', 4000);
    getMetrics().setGauge('taken_level', 1);
    getMetrics().observeHistogram('taken_level', 5);
    getMetrics().observeHistogram('wait', 5);
    getMetrics().setGauge('wait_count', 9);
    const text = await scrape();
    expect(text).not.toContain('fake');
    expect(text).not.toContain('crew_cpu_usage_percent 4000');
    expect(text).toContain('taken_level 1\n');
    expect(text).toContain('wait_count 1\n');
  });
});

describe('disableMetrics', () => {
  afterEach(() => getMetrics().enableMetrics());

  it("stops all recording at once, the shim's own included, and enableMetrics goes on", async () => {
    const logger = createLogger('quiet', { destination: { write() {} }, level: 'info' });
    const meter = observability.getMeter('quiet').createCounter('quiet_raw_total');
    const work = async () => {
      logger.info('x');
      logger.recordMetric('quiet_total', 1);
      meter.add(1);
      await agentTracking.trackExecution('quiet-agent', 'run', () => 1);
    };
    await work();
    getMetrics().disableMetrics();
    expect(getMetrics().isDisabled()).toBe(true);
    await work();
    expect(await scrape()).toBe('# metrics are switched off by disableMetrics\n');
    receiver().clear();
    await flush();
    expect(receiver().points).toEqual([]);
    getMetrics().enableMetrics();
    await work();
    const text = await scrape();
    expect(text).toContain('log_events_total{level="INFO",service="quiet"} 2\n');
    expect(text).toContain('quiet_total 2\n');
    expect(text).toContain('quiet_raw_total 2\n');
    expect(text).toContain(
      'agent_execution_duration_seconds_count{agentType="quiet-agent",status="success"} 2\n',
    );
  });
});

describe('enablePrometheus', () => {
  afterEach(() => void new MetricsCollector({ enablePrometheus: true }));

  it('says whether /metrics tells anything, and leaves OTLP alone', async () => {
    const collector = new MetricsCollector({ enablePrometheus: false });
    collector.incrementCounter('pushed_total');
    expect(await scrape()).toBe('# Prometheus is switched off by MetricsCollector\n');
    expect(await pointOf('pushed_total')).toMatchObject({ value: 1 });
  });
});

describe('getPerformanceImpact', () => {
  it('tells what operations of each kind cost, and whether the limits of AE6 are kept', async () => {
    const before = getMetrics().getPerformanceImpact();
    const logger = createLogger('impact', { destination: { write() {} }, level: 'info' });
    for (let count = 0; count < 1000; count++) {
      getMetrics().incrementCounter('impact_total', { kind: 'a' });
      logger.info('x', { count });
      await logger.traceAsync('work', () => 1);
    }
    await flush();
    const after = getMetrics().getPerformanceImpact();
    for (const kind of ['metric', 'log', 'span'] as const) {
      expect(after.operations[kind].operations - before.operations[kind].operations).toBe(1000);
      expect(after.operations[kind].averageMs).toBeGreaterThan(0);
      expect(after.operations[kind].worstMs).toBeGreaterThanOrEqual(after.operations[kind].averageMs);
    }
    expect(after.operations.metric).toMatchObject({ averageLimitMs: 1, limitMs: 5 });
    expect(after.operations.span).toMatchObject({ averageLimitMs: 2, limitMs: 10 });
    expect(after.operations.health).toMatchObject({ averageLimitMs: 10, limitMs: 100 });
    expect(after.operations.export.operations).toBeGreaterThan(before.operations.export.operations);
    expect(after.avgOverheadMs).toBeGreaterThan(0);
    expect(after.overheadRatio).toBeGreaterThan(0);
    expect(after.overheadRatioLimit).toBe(0.05);
    expect(after.dropped).toEqual({ spans: 0, logRecords: 0, metricExports: 0 });
  });

  it('is a metric too', async () => {
    getMetrics().incrementCounter('impact_total', { kind: 'a' });
    expect(await scrape()).toMatch(/^observatory_shim_overhead_seconds_total\{kind="metric"\} \d/m);
  });
});
