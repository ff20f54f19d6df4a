import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from './read-config.ts';
import { variables } from './variables.ts';

/**
 * Every variable of the OpenTelemetry specification (environment variables, OTLP exporter; 1.5x) and of its
 * SDK for Node, with a value that is not its default.
 */
const specification: Record<string, string> = {
  OTEL_SDK_DISABLED: 'true',
  OTEL_ENTITIES: 'service{service.name=a}',
  OTEL_RESOURCE_ATTRIBUTES: 'team=a',
  OTEL_SERVICE_NAME: 'shop',
  OTEL_LOG_LEVEL: 'debug',
  OTEL_PROPAGATORS: 'b3',
  OTEL_TRACES_SAMPLER: 'always_off',
  OTEL_BSP_SCHEDULE_DELAY: '77',
  OTEL_BSP_EXPORT_TIMEOUT: '77',
  OTEL_BSP_MAX_QUEUE_SIZE: '77',
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '77',
  OTEL_BLRP_SCHEDULE_DELAY: '77',
  OTEL_BLRP_EXPORT_TIMEOUT: '77',
  OTEL_BLRP_MAX_QUEUE_SIZE: '77',
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '77',
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '77',
  OTEL_ATTRIBUTE_COUNT_LIMIT: '77',
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '77',
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '77',
  OTEL_SPAN_EVENT_COUNT_LIMIT: '77',
  OTEL_SPAN_LINK_COUNT_LIMIT: '77',
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '77',
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '77',
  OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '77',
  OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '77',
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://zipkin:9411/api/v2/spans',
  OTEL_EXPORTER_ZIPKIN_TIMEOUT: '77',
  OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
  OTEL_EXPORTER_PROMETHEUS_PORT: '77',
  OTEL_TRACES_EXPORTER: 'console',
  OTEL_METRICS_EXPORTER: 'prometheus',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_METRICS_EXEMPLAR_FILTER: 'always_on',
  OTEL_METRIC_EXPORT_INTERVAL: '77',
  OTEL_METRIC_EXPORT_TIMEOUT: '77',
  OTEL_EXPERIMENTAL_CONFIG_FILE: 'otel.yaml',
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
  OTEL_EXPORTER_OTLP_SPAN_INSECURE: 'true',
  OTEL_EXPORTER_OTLP_METRIC_INSECURE: 'true',
  OTEL_NODE_RESOURCE_DETECTORS: 'env',
};
const otlp: Record<string, string> = {
  ENDPOINT: 'http://collector:4317',
  PROTOCOL: 'http/json',
  HEADERS: 'a=b',
  COMPRESSION: 'gzip',
  TIMEOUT: '77',
  CERTIFICATE: '/ca.pem',
  CLIENT_KEY: '/key.pem',
  CLIENT_CERTIFICATE: '/cert.pem',
};
for (const [name, value] of Object.entries(otlp)) {
  for (const signal of ['', 'TRACES_', 'METRICS_', 'LOGS_']) {
    specification[`OTEL_EXPORTER_OTLP_${signal}${name}`] = value;
  }
}

const defaults = readConfig({ env: {} }).config;

describe("the specification's variables", () => {
  it.each(Object.entries(specification))('%s=%s has an effect or is named', (name, value) => {
    const { config, problems } = readConfig({ env: { [name]: value } });
    const named = problems.filter((problem) => problem.startsWith(name));
    if (named.length === 0) expect(config).not.toEqual(defaults);
    else expect(config).toEqual(defaults);
    expect(problems).toEqual(named);
  });

  it.each(['', 'TRACES_', 'METRICS_', 'LOGS_'])(
    'OTEL_EXPORTER_OTLP_%sINSECURE decides on TLS where an address does not',
    (signal) => {
      const address = { [`OTEL_EXPORTER_OTLP_${signal}ENDPOINT`]: 'collector:4317' };
      const { config } = readConfig({
        env: { ...address, [`OTEL_EXPORTER_OTLP_${signal}INSECURE`]: 'false' },
      });
      const urls = Object.values(config.targets).map(({ url }) => url);
      expect(urls).toContain('https://collector:4317');
    },
  );

  it('OTEL_TRACES_SAMPLER_ARG counts with the sampler that takes it', () => {
    const env = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.2' };
    expect(readConfig({ env }).config.sampling.ratio).toBe(0.2);
  });
});

it('whatever stands in whichever variables, gives a configuration and sentences', () => {
  const names = [...Object.keys(variables), ...Object.keys(specification)];
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...Object.values(specification), 'none', '0', '-1', '1e9', 'grpc://', 'file:///x', '://'),
    fc.webUrl(),
  );
  const env = fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 20 });
  fc.assert(
    fc.property(env, (given) => {
      const { config, problems } = readConfig({ env: given });
      for (const { url, timeoutMs } of Object.values(config.targets)) {
        expect(['http:', 'https:']).toContain(new URL(url).protocol);
        expect(timeoutMs).toBeGreaterThan(0);
      }
      for (const problem of problems) {
        expect(problem).toMatch(/^[A-Z_]+[:= ]/);
        expect(problem.length).toBeLessThan(800);
      }
    }),
    { numRuns: 500 },
  );
});
