// A counter with two labels, and a histogram: `metric.mjs bare|shim|prom-client counter|histogram`.
import { serveVariant } from './serve-variant.mjs';

const labels = { kind: 'import', status: 'success' };
const buckets = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

const variants = {
  async bare() {
    const { MeterProvider, MetricReader } = await import('@opentelemetry/sdk-metrics');
    class IdleReader extends MetricReader {
      async onForceFlush() {}
      async onShutdown() {}
    }
    const meter = new MeterProvider({ readers: [new IdleReader()] }).getMeter('bare');
    const counter = meter.createCounter('jobs_total');
    const histogram = meter.createHistogram('job_seconds', {
      advice: { explicitBucketBoundaries: buckets },
    });
    return { counter: () => counter.add(1, labels), histogram: (i) => histogram.record(i % 7, labels) };
  },
  async shim() {
    const { createLogger, init } = await import('@observatory/shim');
    await init({ env: { OTEL_EXPORTER: 'none', PROMETHEUS_PORT: '0' } });
    const logger = createLogger('bench');
    return {
      counter: () => logger.recordMetric('jobs_total', 1, labels),
      histogram: (i) => logger.recordMetric('job_seconds', i % 7, labels),
    };
  },
  async 'prom-client'() {
    const { Counter, Histogram } = await import('prom-client');
    const labelNames = Object.keys(labels);
    const counter = new Counter({ name: 'jobs_total', help: 'Jobs.', labelNames });
    const histogram = new Histogram({ name: 'job_seconds', help: 'Jobs.', labelNames, buckets });
    return { counter: () => counter.inc(labels), histogram: (i) => histogram.observe(labels, i % 7) };
  },
};

const record = (await variants[process.argv[2]]())[process.argv[3]];
serveVariant((iterations) => {
  for (let i = 0; i < iterations; i++) record(i);
});
