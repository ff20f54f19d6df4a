import { describe, expect, test } from 'vitest';
import { type Arrival, isLocalArrival } from './loopback-ingest.ts';

const names = ['localhost', '127.0.0.1', '[::1]', 'hub.internal'];
const local: Arrival = {
  address: '127.0.0.1',
  host: 'localhost:4318',
  origin: undefined,
  site: undefined,
  isForwarded: false,
};

describe('telemetry without a key', () => {
  test.each<Partial<Arrival>>([
    {},
    { address: '::1', host: '[::1]:4318' },
    { address: '::ffff:127.0.0.1' },
    { address: '127.8.9.10', host: 'HUB.internal' },
    { origin: 'http://localhost:3001' },
    { site: 'same-origin' },
    { site: 'none' },
  ])('is taken from this machine: %o', (change) => {
    expect(isLocalArrival({ ...local, ...change }, names)).toBe(true);
  });

  test.each<Partial<Arrival>>([
    { address: '10.0.0.1' },
    { address: undefined },
    { address: '128.0.0.1' },
    { address: '::ffff:10.0.0.1' },
    { address: '1127.0.0.1' },
    { host: 'evil.example' },
    { host: undefined },
    { host: 'localhost.evil.example' },
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost@evil.example' },
    { site: 'cross-site' },
    { site: 'same-site' },
    { isForwarded: true },
  ])('is refused from elsewhere, or through a page or proxy: %o', (change) => {
    expect(isLocalArrival({ ...local, ...change }, names)).toBe(false);
  });
});
