import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVariables } from './read-variables.ts';
import type { Variable } from './value-types.ts';
import { type VariableName, variables } from './variables.ts';

const names = Object.keys(variables) as VariableName[];

describe('readVariables', () => {
  it('gives the documented defaults where nothing is set', () => {
    const { values, problems } = readVariables({});
    expect(problems).toEqual([]);
    expect(values).toMatchObject({
      OTEL_ENABLED: true,
      OTEL_SERVICE_VERSION: '1.0.0',
      OTEL_SAMPLING_RATIO: 1,
      OTEL_AGENT_INCLUDE_IO: false,
      OTEL_AGENT_MAX_PAYLOAD_SIZE: 10_240,
      OTEL_AGENT_TRACK_MEMORY: true,
      OTEL_STREAMING_BUFFER_SIZE: 1000,
      OTEL_STREAMING_FLUSH_INTERVAL: 5000,
      OTEL_STREAMING_MAX_SUBSCRIPTIONS: 100,
      OTEL_METRICS_COLLECT_INTERVAL: 10_000,
      OTEL_METRICS_RETENTION_HOURS: 24,
      OTEL_METRICS_AGGREGATION_WINDOW: 60_000,
      PROMETHEUS_PORT: 9464,
      LOG_LEVEL: 'info',
    });
  });

  it.each([
    ['OTEL_ENABLED', 'maybe', 'OTEL_ENABLED="maybe" is not true or false: true is used'],
    ['OTEL_SAMPLING_RATIO', '1.5', 'OTEL_SAMPLING_RATIO="1.5" is not a number from 0 to 1: 1 is used'],
    [
      'OTEL_AGENT_MAX_PAYLOAD_SIZE',
      '10k',
      'OTEL_AGENT_MAX_PAYLOAD_SIZE="10k" is not an integer from 64 to 1048576: 10240 is used',
    ],
    [
      'PROMETHEUS_PORT',
      '70000',
      'PROMETHEUS_PORT="70000" is not a port from 0 to 65535, or off: 9464 is used',
    ],
    ['OTEL_EXPORTER', 'zipkin', 'OTEL_EXPORTER="zipkin" is not one of otlp, console, none: otlp is used'],
    [
      'OTEL_TRACES_SAMPLER',
      'jaeger_remote',
      'OTEL_TRACES_SAMPLER="jaeger_remote" is not one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio: it is ignored',
    ],
  ] as const)('names a bad %s, what was expected, and what is used instead', (name, text, problem) => {
    const { values, problems, given } = readVariables({ [name]: text });
    expect(problems).toEqual([problem]);
    expect(values[name]).toBe(variables[name].fallback);
    expect(given.has(name)).toBe(false);
  });

  it.each([
    ['OTEL_ENABLED', 'FALSE', false],
    ['OTEL_ENABLED', '0', false],
    ['OTEL_AGENT_INCLUDE_IO', 'yes', true],
    ['OTEL_SAMPLING_RATIO', '0.25', 0.25],
    ['OTEL_SAMPLING_RATIO', '1e-3', 0.001],
    ['PROMETHEUS_PORT', 'off', 'off'],
    ['LOG_LEVEL', 'WARN', 'warn'],
    ['OTEL_PROPAGATORS', 'Baggage, baggage', ['baggage']],
    ['OTEL_BSP_EXPORT_TIMEOUT', '0', 2_147_483_647],
    ['OTEL_SPAN_EVENT_COUNT_LIMIT', '0', 0],
  ] as const)('reads %s=%s', (name, text, value) => {
    expect(readVariables({ [name]: ` ${text} ` }).values[name]).toEqual(value);
  });

  it('names what replaces variables that are not used', () => {
    const { problems } = readVariables({
      JAEGER_ENDPOINT: 'http://jaeger:14268/api/traces',
      LOKI_URL: 'http://loki:3100',
      OTEL_METRICS_EXEMPLAR_FILTER: 'trace_based',
    });
    expect(problems).toEqual([
      'JAEGER_ENDPOINT is not used: set OTEL_EXPORTER_OTLP_ENDPOINT instead',
      'LOKI_URL is not used: set OTEL_EXPORTER_OTLP_LOGS_ENDPOINT instead',
      "OTEL_METRICS_EXEMPLAR_FILTER is not used: the collector's span metrics have exemplars, which OpenTelemetry's SDK for Node does not make",
    ]);
  });

  it('takes an empty value as not given', () => {
    const { values, given, problems } = readVariables({ OTEL_SAMPLING_RATIO: '', LOG_LEVEL: '  ' });
    expect([values.OTEL_SAMPLING_RATIO, given.size, problems.length]).toEqual([1, 0, 0]);
  });

  it('does not show a long value whole', () => {
    expect(readVariables({ OTEL_ENABLED: 'x'.repeat(5000) }).problems[0]?.length).toBeLessThan(200);
  });

  it('gives a usable value for whatever text, and names each that it does not take', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.string({ unit: 'binary' }), (name, text) => {
        const { values, given, problems } = readVariables({ [name]: text });
        const { instead } = variables[name] as Variable<unknown>;
        const times = instead === undefined ? 1 : 2;
        expect(given.size + problems.length).toBe(text.trim() === '' ? 0 : times);
        if (given.size === 0) expect(values[name]).toBe(variables[name].fallback);
      }),
    );
  });
});
