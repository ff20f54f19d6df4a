import { metrics } from '@opentelemetry/api';
import { describe, expect, it, vi } from 'vitest';
import { useRecording } from '../testing/recording.ts';
import { flush } from './init.ts';

const receiver = useRecording();

describe('a callback of the service that observes metrics', () => {
  it.each([
    ['throws', () => Promise.reject(new Error('no database'))],
    ['never ends', () => new Promise<void>(() => {})],
  ])('and %s takes no values but its own', async (_how, callback) => {
    const said = vi.spyOn(process.stderr, 'write');
    const meter = metrics.getMeter('service');
    const [bad, good] = ['bad', 'good'].map((name) => meter.createObservableGauge(name));
    bad?.addCallback(callback);
    good?.addCallback((result) => result.observe(7));
    await flush();
    bad?.removeCallback(callback);
    expect(receiver().points.find(({ name }) => name === 'good')?.value).toBe(7);
    expect(receiver().points.map(({ name }) => name)).not.toContain('bad');
    const lines = said.mock.calls.filter(([line]) => String(line).includes('observes metrics failed'));
    expect(lines.length).toBeLessThanOrEqual(1);
    said.mockRestore();
  });
});
