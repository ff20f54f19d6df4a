import { describe, expect, it } from 'vitest';
import { resolveTargets } from './otlp-targets.ts';

const resolve = (env: Record<string, string>) => {
  const { targets, problems } = resolveTargets(env);
  const { traces, metrics, logs } = targets;
  return { endpoints: { traces: traces.url, metrics: metrics.url, logs: logs.url }, problems };
};
const at = (base: string) => ({
  traces: `${base}/v1/traces`,
  metrics: `${base}/v1/metrics`,
  logs: `${base}/v1/logs`,
});

describe('the address of a signal', () => {
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

  it('keeps the query of a base after the path', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://gw/otlp/?tenant=7' };
    expect(resolve(env).endpoints.logs).toBe('https://gw/otlp/v1/logs?tenant=7');
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
});

const targetsOf = (env: Record<string, string>) => resolveTargets(env).targets;

describe('the protocol of a signal', () => {
  it.each([
    ['http://collector:4317', undefined, 'http://collector:4317', 'grpc'],
    ['https://collector:4317/', undefined, 'https://collector:4317', 'grpc'],
    ['collector:4317', undefined, 'http://collector:4317', 'grpc'],
    ['http://collector:4317/v1/traces', undefined, 'http://collector:4317', 'grpc'],
    ['grpc://collector', undefined, 'http://collector:4317', 'grpc'],
    ['https://gw:443', 'grpc', 'https://gw', 'grpc'],
    ['http://collector:4318', 'http/json', 'http://collector:4318/v1/traces', 'http/json'],
    ['http://collector:9000', undefined, 'http://collector:9000/v1/traces', 'http/protobuf'],
  ])('at %s, with %s asked for, is the one that is spoken there', (endpoint, asked, url, protocol) => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      ...(asked && { OTEL_EXPORTER_OTLP_PROTOCOL: asked }),
    };
    expect(resolveTargets(env)).toMatchObject({ targets: { traces: { url, protocol } }, problems: [] });
  });

  it('is the one that is asked for where no address is given', () => {
    expect(targetsOf({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }).logs).toMatchObject({
      url: 'http://localhost:4317',
      protocol: 'grpc',
    });
  });

  it.each([
    ['http://c:4317', 'http/protobuf', 'grpc', 'is for gRPC and wins over OTEL_EXPORTER_OTLP_PROTOCOL'],
    ['http://c:4318', 'grpc', 'http/protobuf', 'is for HTTP and wins over OTEL_EXPORTER_OTLP_PROTOCOL'],
  ])('at the well-known port of %s wins over %s, and is named once', (endpoint, asked, spoken, why) => {
    const { targets, problems } = resolveTargets({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: asked,
    });
    expect(targets.metrics.protocol).toBe(spoken);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(why);
  });

  it('may differ by signal', () => {
    const { traces, metrics } = targetsOf({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://jaeger:4317',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
    });
    expect([traces.protocol, traces.url]).toEqual(['grpc', 'http://jaeger:4317']);
    expect([metrics.protocol, metrics.url]).toEqual(['http/json', 'http://collector:4318/v1/metrics']);
  });

  it('is TLS for an address without a scheme where OTEL_EXPORTER_OTLP_INSECURE is false', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'gw:4317', OTEL_EXPORTER_OTLP_TRACES_INSECURE: 'false' };
    const { traces, logs } = targetsOf(env);
    expect([traces.url, logs.url]).toEqual(['https://gw:4317', 'http://gw:4317']);
  });
});

describe('what goes with each request', () => {
  it("is a signal's own where that is given", () => {
    const { traces, logs } = targetsOf({
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20abc,x-team=a',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-own=1',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'none',
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '0',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem',
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: '/key.pem',
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: '/cert.pem',
    });
    expect(traces).toEqual({
      url: 'http://localhost:4318/v1/traces',
      protocol: 'http/protobuf',
      headers: { 'x-own': '1' },
      compression: 'none',
      timeoutMs: 2_147_483_647,
      certificate: '/ca.pem',
      clientKey: '/key.pem',
      clientCertificate: '/cert.pem',
    });
    expect(logs).toMatchObject({
      headers: { authorization: 'Bearer abc', 'x-team': 'a' },
      compression: 'gzip',
      timeoutMs: 5000,
      clientKey: undefined,
    });
  });

  it('leaves out headers that could not be sent, without showing them', () => {
    const { targets, problems } = resolveTargets({
      OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b c=2,secret=%0d%0asmuggled,secret',
    });
    expect(targets.traces.headers).toEqual({ a: '1' });
    expect(problems).toEqual(['OTEL_EXPORTER_OTLP_HEADERS: 3 pairs are not key=value and left out']);
  });
});
