import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { report } from '../../test/bench/report.ts';
import { createLogger, init } from '../src/index.ts';
import { DiscardingMetricExporter } from './discarding-metric-exporter.ts';

// Metrics are collected by one reader on both sides, and are sent nowhere.
await init({ env: { OTEL_EXPORTER: 'none', PROMETHEUS_PORT: '0' } });
const meter = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({ exporter: new DiscardingMetricExporter() })],
}).getMeter('bare');
const counter = meter.createCounter('jobs_total');
const histogram = meter.createHistogram('job_seconds', { unit: 's' });
const logger = createLogger('bench');

await report({
  title: 'counter with two labels',
  baseline: 'bare OpenTelemetry',
  iterations: 50_000,
  variants: [
    {
      name: 'bare OpenTelemetry',
      run: (iterations) => {
        for (let i = 0; i < iterations; i++) counter.add(1, { kind: 'import', status: 'success' });
        return counter;
      },
    },
    {
      name: 'shim',
      maxRatio: 1.2,
      run: (iterations) => {
        for (let i = 0; i < iterations; i++) {
          logger.recordMetric('jobs_total', 1, { kind: 'import', status: 'success' });
        }
        return logger;
      },
    },
  ],
});

await report({
  title: 'histogram with two labels',
  baseline: 'bare OpenTelemetry',
  iterations: 50_000,
  variants: [
    {
      name: 'bare OpenTelemetry',
      run: (iterations) => {
        for (let i = 0; i < iterations; i++)
          histogram.record(i / 1000, { kind: 'import', status: 'success' });
        return histogram;
      },
    },
    {
      name: 'shim',
      maxRatio: 1.2,
      run: (iterations) => {
        for (let i = 0; i < iterations; i++) {
          logger.recordMetric('job_seconds', i / 1000, { kind: 'import', status: 'success' });
        }
        return logger;
      },
    },
  ],
});
