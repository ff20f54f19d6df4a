import { spawnSync } from 'node:child_process';
import { getMetrics, init, shutdown } from '@observatory/shim';
import { afterAll, expect, test } from 'vitest';
import { serverBinary } from '../../infra/install/cache.ts';
import { freePort } from '../support/free-port.ts';

afterAll(shutdown);

/** What the conventions call so, and promtool would rather have otherwise. */
const namesByConvention = [
  /should be written in 'snake_case' not 'camelCase'$/,
  /^log_processing_duration_ms metric names should not contain abbreviated units$/,
  /^process_unix_file_descriptor_count .*should not have "_count" suffix$/,
];

test('promtool reads what a service tells on /metrics, and finds fault with names of the conventions alone', async () => {
  const scrapePort = await freePort();
  await init({ scrapePort, handleProcessEnd: false, env: { OTEL_EXPORTER: 'none' } });
  const metrics = getMetrics();
  metrics.incrementCounter('orders', { shop: 'a "quoted" \\ one\nof two lines', 'item.kind': 'ü' });
  metrics.setGauge('queue_depth', -1.5);
  metrics.observeHistogram('parse_seconds', 0.2);
  metrics.recordTaskDuration(3, { type: 'build', status: 'success' });
  for (let page = 0; page < 600; page++) metrics.incrementCounter('views_total', { page: `page-${page}` });
  const text = await (await fetch(`http://127.0.0.1:${scrapePort}/metrics`)).text();
  expect(text).toContain('v8js_memory_heap_used_bytes{');
  const { stderr, error } = spawnSync(serverBinary('prometheus', 'promtool'), ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  expect(error).toBeUndefined();
  const faults = stderr.split('\n').filter((line) => line !== '');
  expect(faults.filter((line) => !namesByConvention.some((known) => known.test(line)))).toEqual([]);
});
