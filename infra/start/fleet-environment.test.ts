import { expect, test } from 'vitest';
import { fleetEnvironment } from './fleet-environment.ts';

const endpoint = 'http://localhost:4318';
const apiKey = 'a key, of sixteen=or %more';

test('the fleet sends to the hub, and leaves port 9464 to the first service of the reader', () => {
  expect(fleetEnvironment({}, { endpoint, apiKey: null })).toEqual({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    PROMETHEUS_PORT: 'off',
  });
});

test('the fleet of a hub with a key is not refused: it gets the key, percent-encoded', () => {
  expect(fleetEnvironment({}, { endpoint, apiKey })).toMatchObject({
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a%20key%2C%20of%20sixteen%3Dor%20%25more',
  });
});

test('headers and a port that the reader set stay', () => {
  const env = { OTEL_EXPORTER_OTLP_HEADERS: 'x-team=shop', PROMETHEUS_PORT: '9500' };
  expect(fleetEnvironment(env, { endpoint, apiKey: 'a-key-of-sixteen-or-more' })).toEqual({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a-key-of-sixteen-or-more,x-team=shop',
    PROMETHEUS_PORT: '9500',
  });
});

test.each(['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'])(
  'a fleet that %s sends elsewhere does not take the key there',
  (name) => {
    const made = fleetEnvironment({ [name]: 'http://collector.example:4318' }, { endpoint, apiKey });
    expect(made.OTEL_EXPORTER_OTLP_HEADERS).toBeUndefined();
  },
);
