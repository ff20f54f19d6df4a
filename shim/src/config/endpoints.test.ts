import { describe, expect, it } from 'vitest';
import { resolveEndpoints } from './endpoints.ts';
import { readVariables } from './read-variables.ts';

const resolve = (env: Record<string, string>) => resolveEndpoints(readVariables(env));
const at = (base: string) => ({
  traces: `${base}/v1/traces`,
  metrics: `${base}/v1/metrics`,
  logs: `${base}/v1/logs`,
});

describe('resolveEndpoints', () => {
  it.each([
    ['nothing', {}, 'http://localhost:4318'],
    ['a base', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, 'http://collector:4318'],
    [
      'a base with a slash',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' },
      'http://collector:4318',
    ],
    ['a path', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://gw/otlp' }, 'https://gw/otlp'],
    [
      'a signal at the end',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318/v1/traces' },
      'http://localhost:4318',
    ],
    ['a host and port', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'http://collector:4318'],
    ['a path and a signal', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://gw/otlp/v1/logs/' }, 'https://gw/otlp'],
  ])('takes %s', (_what, env, base) => {
    expect(resolve(env)).toEqual({ endpoints: at(base), problems: [] });
  });

  it("lets a signal's own variable win, as it stands", () => {
    const { endpoints, problems } = resolve({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://prometheus:9090/api/v1/otlp/v1/metrics',
    });
    expect(endpoints).toEqual({
      ...at('http://a:4318'),
      metrics: 'http://prometheus:9090/api/v1/otlp/v1/metrics',
    });
    expect(problems).toEqual([]);
  });

  it.each([
    ['http://collector:4317', 'http://collector:4318', 'port 4317 is for OTLP over gRPC'],
    ['https://collector:4317', 'https://collector:4318', 'port 4317 is for OTLP over gRPC'],
    ['grpc://collector:4317', 'http://collector:4318', 'port 4317 is for OTLP over gRPC'],
    ['http://jaeger:14250', 'http://jaeger:4318', "port 14250 is for a protocol of Jaeger's own"],
    ['jaeger:14268', 'http://jaeger:4318', "port 14268 is for a protocol of Jaeger's own"],
    ['tcp://collector:9999', 'http://collector:4318', 'tcp:// is not HTTP'],
  ])('leads %s to OTLP over HTTP and says so once', (given, base, why) => {
    const { endpoints, problems } = resolve({ OTEL_EXPORTER_OTLP_ENDPOINT: given });
    expect(endpoints).toEqual(at(base));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(why);
    expect(problems[0]).toContain(base);
  });

  it("replaces Loki's push API for logs", () => {
    const { endpoints, problems } = resolve({
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://loki:3100/loki/api/v1/push',
    });
    expect(endpoints.logs).toBe('http://loki:3100/otlp/v1/logs');
    expect(problems).toHaveLength(1);
  });

  it("does not send traces to Loki's push API", () => {
    const { endpoints, problems } = resolve({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://loki:3100/loki/api/v1/push',
    });
    expect(endpoints).toEqual(at('http://localhost:4318'));
    expect(problems).toHaveLength(1);
  });

  it('names what replaces variables that are not used', () => {
    const { problems } = resolve({
      JAEGER_ENDPOINT: 'http://jaeger:14268/api/traces',
      LOKI_URL: 'http://loki:3100',
    });
    expect(problems).toEqual([
      'JAEGER_ENDPOINT is not used: set OTEL_EXPORTER_OTLP_ENDPOINT instead',
      'LOKI_URL is not used: set OTEL_EXPORTER_OTLP_LOGS_ENDPOINT instead',
    ]);
  });
});
