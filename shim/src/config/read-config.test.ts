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
    expect(config({ OTEL_EXPORTER_CONSOLE: 'true' }).exporters).toEqual({ otlp: true, console: true });
    expect(config({ OTEL_EXPORTER: 'console' }).exporters).toEqual({ otlp: false, console: true });
    expect(config({ OTEL_EXPORTER: 'none', OTEL_EXPORTER_CONSOLE: 'true' }).exporters).toEqual({
      otlp: false,
      console: false,
    });
  });

  it('names a protocol that it does not speak', () => {
    expect(problems({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toEqual([
      'OTEL_EXPORTER_OTLP_PROTOCOL=grpc is not spoken: http/protobuf is used',
    ]);
  });

  it('checks options as it checks variables', () => {
    const { config: read, problems: found } = readConfig({
      env: {},
      scrapePort: 99_999,
      endpoint: 'http://a:4317',
    });
    expect(read.scrape.port).toBe(9464);
    expect(found).toHaveLength(2);
  });

  it('has no scrape port where the option is false', () => {
    expect(readConfig({ env: {}, scrapePort: false }).config.scrape.port).toBeNull();
  });
});
