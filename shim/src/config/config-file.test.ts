import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfigFile } from './config-file.ts';
import { readConfig } from './read-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'observatory-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function load(text: string, env: Record<string, string> = {}) {
  const path = join(folder, 'otel.yaml');
  writeFileSync(path, text);
  const file = await readConfigFile(path, env);
  const { config, problems } = readConfig({ env: file.env });
  return { config, problems: [...file.problems, ...problems] };
}

const whole = `
file_format: "1.0"
disabled: false
log_level: warn
attribute_limits: { attribute_value_length_limit: 4096, attribute_count_limit: 64 }
resource:
  attributes:
    - { name: service.name, value: shop }
    - { name: team, value: "a, b" }
    - { name: shards, value: 3, type: int }
  attributes_list: region=eu,team=z
propagator:
  composite: [tracecontext: ]
  composite_list: baggage
tracer_provider:
  processors:
    - batch:
        schedule_delay: 500
        max_queue_size: 100
        exporter:
          otlp_http:
            endpoint: http://collector:4318/v1/traces
            headers: [{ name: authorization, value: Bearer a=b }]
            compression: gzip
            timeout: 3000
            encoding: json
            tls: { ca_file: /ca.pem }
    - simple: { exporter: { console: } }
  limits: { event_count_limit: 7 }
  sampler: { parent_based: { root: { trace_id_ratio_based: { ratio: 0.25 } } } }
meter_provider:
  readers:
    - periodic:
        interval: 15000
        exporter: { otlp_grpc: { endpoint: "collector:4317", temporality_preference: delta } }
    - pull: { exporter: { prometheus/development: { host: 0.0.0.0, port: 9999 } } }
logger_provider:
  processors:
    - batch: { exporter: { otlp_grpc: { endpoint: "https://logs:4317" } } }
  limits: { attribute_count_limit: 9 }
`;

describe('a configuration file', () => {
  it('says what the variables say', async () => {
    const { config, problems } = await load(whole);
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      enabled: true,
      serviceName: 'shop',
      sdkLogLevel: 'warn',
      resourceAttributes: { 'service.name': 'shop', team: 'a, b', shards: '3', region: 'eu' },
      propagators: ['tracecontext', 'baggage'],
      sampling: { sampler: 'parentbased_traceidratio', ratio: 0.25 },
      spanBatch: { delayMs: 500, maxQueueSize: 100, maxBatchSize: 100 },
      exporters: {
        traces: { otlp: true, console: true },
        metrics: { otlp: true, console: false },
        logs: { otlp: true, console: false },
      },
      metrics: { collectIntervalMs: 15_000, temporality: 'delta', way: 'otlp' },
      scrape: { host: '0.0.0.0', port: 9999 },
      limits: {
        span: { attributeCountLimit: 64, attributeValueLengthLimit: 4096, eventCountLimit: 7 },
        logRecord: { attributeCountLimit: 9, attributeValueLengthLimit: 4096 },
      },
    });
    expect(config.targets).toMatchObject({
      traces: {
        url: 'http://collector:4318/v1/traces',
        protocol: 'http/json',
        headers: { authorization: 'Bearer a=b' },
        compression: 'gzip',
        timeoutMs: 3000,
        certificate: '/ca.pem',
      },
      metrics: { url: 'http://collector:4317', protocol: 'grpc' },
      logs: { url: 'https://logs:4317', protocol: 'grpc' },
    });
  });

  it("replaces the specification's variables, and none of the others", async () => {
    const { config } = await load('file_format: "1.0"\nresource: { attributes: [] }', {
      OTEL_SERVICE_NAME: 'not-this',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'not=this',
      OTEL_BSP_SCHEDULE_DELAY: '7',
      OTEL_AGENT_INCLUDE_IO: 'true',
      OBSERVATORY_FLUSH_TIMEOUT: '77',
      LOG_LEVEL: 'debug',
    });
    expect(config).toMatchObject({
      serviceName: 'unknown_service:node',
      targets: { traces: { headers: {} } },
      spanBatch: { delayMs: 1000 },
      agent: { includeIo: true },
      flushTimeoutMs: 77,
      log: { level: 'debug' },
    });
  });

  it('exports nothing of a signal for which it has no exporter', async () => {
    const { config } = await load('file_format: "1.0"');
    expect(config.exporters).toEqual({
      traces: { otlp: false, console: false },
      metrics: { otlp: false, console: false },
      logs: { otlp: false, console: false },
    });
  });

  it('takes values from variables', async () => {
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are what is tested.
    const text = [
      'file_format: "1.0"',
      'resource:',
      '  attributes:',
      '    - { name: service.name, value: "${NAME}-${env:KIND:-api}" }',
      '    - { name: price, value: $$5 }',
      '    - name: gone',
      '      value: ${NOT_THERE}',
      '    - name: injected',
      '      value: ${EVIL}',
      'tracer_provider:',
      '  processors:',
      '    - batch:',
      '        schedule_delay: ${DELAY}',
      '        exporter: { otlp_http: { endpoint: "${TO:-http://c:4318}/v1/traces" } }',
    ].join('\n');
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are what is tested.
    const { config, problems } = await load(text, { NAME: 'shop', DELAY: '50', EVIL: '{ a: [1, 2] }' });
    expect(problems).toEqual([]);
    expect(config.resourceAttributes).toEqual({
      'service.name': 'shop-api',
      price: '$5',
      injected: '{ a: [1, 2] }',
    });
    expect(config.spanBatch.delayMs).toBe(50);
    expect(config.targets.traces.url).toBe('http://c:4318/v1/traces');
  });

  it('has each thing that the shim does not understand named', async () => {
    const { problems } = await load(`
file_format: "1.1"
resource: { detection/development: { detectors: [] } }
propagator: { composite: [{ b3: }] }
tracer_provider:
  processors:
    - batch: { exporter: { otlp_http: } }
    - batch: { exporter: { otlp_grpc: } }
    - mine: {}
  sampler: { jaeger_remote: { endpoint: x } }
meter_provider: { views: [], readers: 7 }
instrumentation/development: {}`);
    expect(problems).toEqual([
      'resource.detection/development is not supported and ignored',
      'tracer_provider.processors[1].batch.exporter.otlp_grpc is a second OTLP exporter of its signal and ignored',
      'tracer_provider.processors[2].mine is not supported and ignored',
      'tracer_provider.sampler.jaeger_remote is not supported and ignored',
      'meter_provider.readers is not a list',
      'meter_provider.views is not supported and ignored',
      'instrumentation/development is not supported and ignored',
      'OTEL_PROPAGATORS="b3" is not a list of tracecontext, baggage, none: tracecontext,baggage is used',
    ]);
  });

  it.each([
    ['a: [', /flow|bracket|expected/i],
    ['file_format: "2.0"', 'file_format is 2.0'],
    ['resource: {}', 'file_format is not given'],
    ['- list', 'file_format is not given'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what is tested.
    ['file_format: "1.0"\ndisabled: ${1X}', '${1X} is not a reference to a variable'],
  ])('that is %j is refused', async (text, why) => {
    await expect(load(text)).rejects.toThrow(why);
  });
});
