import { describe, expect, it } from 'vitest';
import { readConfig } from './read-config.ts';

const config = (env: Record<string, string>) => readConfig({ env }).config;
const problems = (env: Record<string, string>) => readConfig({ env }).problems;

describe('readConfig', () => {
  it('switches everything off by either switch', () => {
    for (const env of [{ OTEL_ENABLED: 'false' }, { OTEL_SDK_DISABLED: 'true' }]) {
      const { enabled, signals, agent, streaming } = config(env);
      expect({ enabled, signals, tracking: agent.tracking, streaming: streaming.enabled }).toEqual({
        enabled: false,
        signals: { traces: false, metrics: false, logs: false },
        tracking: false,
        streaming: false,
      });
    }
  });

  it('lets OTEL_SDK_DISABLED win over OTEL_ENABLED and says so', () => {
    const env = { OTEL_SDK_DISABLED: 'true', OTEL_ENABLED: 'true' };
    expect(config(env).enabled).toBe(false);
    expect(problems(env)).toEqual(['OTEL_SDK_DISABLED=true wins over OTEL_ENABLED=true']);
  });

  it('has metrics on only if every switch that names them is on', () => {
    expect(config({ AET_METRICS_ENABLED: 'false' }).signals).toMatchObject({ metrics: false, traces: true });
    expect(config({ OTEL_METRICS_ENABLED: 'false' }).signals).toMatchObject({ metrics: false, traces: true });
    expect(problems({ OTEL_METRICS_ENABLED: 'true', AET_METRICS_ENABLED: 'false' })).toEqual([
      'AET_METRICS_ENABLED=false wins over OTEL_METRICS_ENABLED=true',
    ]);
  });

  it('switches spans alone off by AET_TRACING_ENABLED', () => {
    expect(config({ AET_TRACING_ENABLED: 'false' }).signals).toEqual({
      traces: false,
      metrics: true,
      logs: true,
    });
  });

  it('takes the ratio from OTEL_SAMPLING_RATIO unless a sampler is named', () => {
    expect(config({ OTEL_SAMPLING_RATIO: '0.1' }).sampling).toEqual({
      sampler: 'parentbased_traceidratio',
      ratio: 0.1,
    });
    const env = {
      OTEL_SAMPLING_RATIO: '0.1',
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.5',
    };
    expect(config(env).sampling).toEqual({ sampler: 'traceidratio', ratio: 0.5 });
    expect(problems(env)).toEqual(['OTEL_TRACES_SAMPLER=traceidratio wins over OTEL_SAMPLING_RATIO=0.1']);
  });

  it('names the service by option, variable, resource attribute, in this order', () => {
    const env = { OTEL_SERVICE_NAME: 'b', OTEL_RESOURCE_ATTRIBUTES: 'service.name=c,service.version=2' };
    expect(readConfig({ serviceName: 'a', env }).config.serviceName).toBe('a');
    expect(config(env).serviceName).toBe('b');
    expect(config({ OTEL_RESOURCE_ATTRIBUTES: env.OTEL_RESOURCE_ATTRIBUTES })).toMatchObject({
      serviceName: 'c',
      serviceVersion: '2',
    });
    expect(config({}).serviceName).toBe('unknown_service:node');
  });

  it('makes lines pretty in development unless a form is given', () => {
    expect(config({ NODE_ENV: 'development' }).log.format).toBe('pretty');
    expect(config({ NODE_ENV: 'development', LOG_FORMAT: 'json' }).log.format).toBe('json');
    expect(config({}).log.format).toBe('json');
  });

  it('adds the console to OTLP, or takes it instead', () => {
    const all = (otlp: boolean, console: boolean) => ({
      traces: { otlp, console },
      metrics: { otlp, console },
      logs: { otlp, console },
    });
    expect(config({ OTEL_EXPORTER_CONSOLE: 'true' }).exporters).toEqual(all(true, true));
    expect(config({ OTEL_EXPORTER: 'console' }).exporters).toEqual(all(false, true));
    expect(config({ OTEL_EXPORTER: 'none', OTEL_EXPORTER_CONSOLE: 'true' }).exporters).toEqual(
      all(false, false),
    );
  });

  it("lets a signal's own exporters win over OTEL_EXPORTER and says so", () => {
    const env = { OTEL_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'otlp,console', OTEL_LOGS_EXPORTER: 'none' };
    expect(config(env).exporters).toEqual({
      traces: { otlp: true, console: true },
      metrics: { otlp: false, console: false },
      logs: { otlp: false, console: false },
    });
    expect(problems(env)).toEqual(['OTEL_TRACES_EXPORTER=otlp,console wins over OTEL_EXPORTER=none']);
  });

  it('only has metrics scraped where OTEL_METRICS_EXPORTER names prometheus alone', () => {
    expect(config({ OTEL_METRICS_EXPORTER: 'prometheus' }).metrics.way).toBe('scrape');
    expect(config({ OTEL_METRICS_EXPORTER: 'prometheus,otlp' }).metrics.way).toBe('otlp');
    expect(problems({ OTEL_METRICS_EXPORTER: 'prometheus', OBSERVATORY_METRICS_WAY: 'otlp' })).toEqual([
      'OTEL_METRICS_EXPORTER=prometheus wins over OBSERVATORY_METRICS_WAY=otlp',
    ]);
  });

  it("lets the specification's names of port and interval win", () => {
    const env = {
      PROMETHEUS_PORT: '9000',
      OTEL_EXPORTER_PROMETHEUS_PORT: '9001',
      OTEL_METRICS_COLLECT_INTERVAL: '5000',
      OTEL_METRIC_EXPORT_INTERVAL: '15000',
    };
    expect([config(env).scrape.port, config(env).metrics.collectIntervalMs]).toEqual([9001, 15_000]);
    expect(problems(env)).toEqual([
      'OTEL_METRIC_EXPORT_INTERVAL=15000 wins over OTEL_METRICS_COLLECT_INTERVAL=5000',
      'OTEL_EXPORTER_PROMETHEUS_PORT=9001 wins over PROMETHEUS_PORT=9000',
    ]);
  });

  it('takes limits of one kind before those of all', () => {
    expect(config({}).limits).toEqual({
      span: {
        attributeCountLimit: 128,
        attributeValueLengthLimit: Number.POSITIVE_INFINITY,
        eventCountLimit: 128,
        linkCountLimit: 128,
        attributePerEventCountLimit: 128,
        attributePerLinkCountLimit: 128,
      },
      logRecord: { attributeCountLimit: 128, attributeValueLengthLimit: Number.POSITIVE_INFINITY },
    });
    const { span, logRecord } = config({
      OTEL_ATTRIBUTE_COUNT_LIMIT: '10',
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '20',
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '1000',
      OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '0',
      OTEL_SPAN_EVENT_COUNT_LIMIT: '5',
    }).limits;
    expect(span).toMatchObject({
      attributeCountLimit: 20,
      attributeValueLengthLimit: 1000,
      eventCountLimit: 5,
    });
    expect(logRecord).toEqual({ attributeCountLimit: 10, attributeValueLengthLimit: 0 });
  });

  it("waits for an export no longer than the shorter of the exporter's and the signal's time", () => {
    const { targets } = config({ OTEL_EXPORTER_OTLP_TIMEOUT: '4000', OTEL_BSP_EXPORT_TIMEOUT: '1500' });
    expect([targets.traces.timeoutMs, targets.logs.timeoutMs]).toEqual([1500, 4000]);
  });

  it('names a resource attribute that cannot be read and keeps the others', () => {
    const env = { OTEL_RESOURCE_ATTRIBUTES: 'team=a,broken' };
    expect(config(env).resourceAttributes).toEqual({ team: 'a' });
    expect(problems(env)).toEqual(['OTEL_RESOURCE_ATTRIBUTES: a pair is not key=value and left out']);
  });

  it('checks options as it checks variables', () => {
    const { config: read, problems: found } = readConfig({
      env: {},
      scrapePort: 99_999,
      endpoint: 'http://a:14250',
    });
    expect(read.scrape.port).toBe(9464);
    expect(found).toHaveLength(2);
  });

  it('has no scrape port where the option is false', () => {
    expect(readConfig({ env: {}, scrapePort: false }).config.scrape.port).toBeNull();
  });
});
