import { metrics } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { platformMetrics } from '../conventions/index.ts';
import { createLogger } from '../logger/create-logger.ts';
import { useRecording } from '../testing/recording.ts';
import { agentTracking } from '../tracking/agent-tracking.ts';
import { flush } from './init.ts';
import { type ScrapeServer, startScrapeServer } from './scrape-server.ts';

describe('startScrapeServer', () => {
  let server: ScrapeServer | null = null;
  beforeAll(async () => {
    server = await startScrapeServer({ port: 0, host: '127.0.0.1' }, async () => 'up 1\n');
  });
  afterAll(() => server?.close());

  it('answers GET /metrics', async () => {
    const response = await fetch(server?.url ?? '');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toBe('up 1\n');
  });

  it.each([
    ['GET', '/', 404],
    ['POST', '/metrics', 405],
  ])('refuses %s %s', async (method, path, status) => {
    expect((await fetch(new URL(path, server?.url), { method })).status).toBe(status);
  });

  it('gives up a port that is taken with one warning', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const port = Number(new URL(server?.url ?? '').port);
    const take = () => startScrapeServer({ port, host: '127.0.0.1' }, async () => '');
    expect([await take(), await take()]).toEqual([null, null]);
    const said = stderr.mock.calls.map(([line]) => String(line));
    stderr.mockRestore();
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`port ${port} is taken (PROMETHEUS_PORT moves it`);
  });

  it('opens no port where there is none to open', async () => {
    expect(await startScrapeServer({ port: null, host: '127.0.0.1' }, async () => '')).toBeNull();
  });
});

describe('what is scraped', async () => {
  const port = await freePort();
  const receiver = useRecording({}, { scrapePort: port });
  const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

  it('has the names and labels of the contract, each series once', async () => {
    const logger = createLogger('svc', { destination: { write() {} }, level: 'info' });
    await agentTracking.trackExecution('coder', 'generate', () => logger.info('x'));
    const text = await scrape();
    const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const ids = series.map((line) => line.slice(0, line.lastIndexOf(' ')));
    expect(new Set(ids).size).toBe(ids.length);
    expect(series).toContain('log_events_total{level="INFO",service="svc"} 1');
    expect(series).toContain('agent_execution_duration_seconds_count{agentType="coder",status="success"} 1');
    expect(
      series.some((line) => line.startsWith('log_processing_duration_ms_bucket{service="svc",le="0.005"}')),
    ).toBe(true);
    expect(series.some((line) => line.startsWith('gen_ai_invoke_agent_duration_seconds_sum{'))).toBe(true);
    expect(text).toContain(`# TYPE ${platformMetrics.agentExecutionDuration.name} histogram`);
  });

  it('agrees with what is pushed', async () => {
    metrics.getMeter('app').createCounter('orders', { unit: '{order}' }).add(5, { shop: 'a' });
    metrics.getMeter('app').createHistogram('queue.wait', { unit: 'ms' }).record(7);
    await flush();
    const text = await scrape();
    expect(receiver().points.find(({ name }) => name === 'orders')?.value).toBe(5);
    expect(text).toContain('orders_total{shop="a"} 5');
    expect(text).toContain('queue_wait_milliseconds_sum 7');
  });

  it('has one block for a name that two scopes use', async () => {
    metrics.getMeter('one').createCounter('shared').add(1, { scope: 'one' });
    metrics.getMeter('two').createCounter('shared').add(2, { scope: 'two' });
    const text = await scrape();
    expect(text.match(/# TYPE shared_total/g)).toHaveLength(1);
    expect(text).toContain('shared_total{scope="one"} 1');
    expect(text).toContain('shared_total{scope="two"} 2');
  });
});
