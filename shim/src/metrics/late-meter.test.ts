import type { Histogram, ObservableCallback } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { observability } from '../observability.ts';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';

// Made before the SDK is there, as a module does at its top.
const meter = observability.getMeter('early');
const counter = meter.createCounter('early.count');
const levels = meter.createUpDownCounter('early.level');
const gauge = meter.createGauge('early.gauge');
const histogram: Histogram = meter.createHistogram('early.time', { unit: 's' });
const observed = meter.createObservableGauge('early.observed');
const removed: ObservableCallback = (result) => result.observe(99, { of: 'removed' });
observed.addCallback((result) => result.observe(7));
observed.addCallback(removed);
observed.removeCallback(removed);
const [left, right] = [
  meter.createObservableCounter('early.left'),
  meter.createObservableCounter('early.right'),
];
meter.addBatchObservableCallback(
  (result) => {
    result.observe(left, 1);
    result.observe(right, 2);
  },
  [left, right],
);

const receiver = useRecording();

describe('instruments made before the SDK is there', () => {
  it('record once it is', async () => {
    counter.add(3, { kind: 'a' });
    levels.add(-2);
    gauge.record(5);
    histogram.record(0.5);
    await flush();
    const early = receiver().points.filter(({ name }) => name.startsWith('early.'));
    expect(early.map(({ name, value }) => [name, value]).sort()).toEqual([
      ['early.count', 3],
      ['early.gauge', 5],
      ['early.left', 1],
      ['early.level', -2],
      ['early.observed', 7],
      ['early.right', 2],
      ['early.time', 0.5],
    ]);
  });

  it('observe each thing once at each collection', async () => {
    await flush();
    await flush();
    expect(receiver().points.filter(({ name }) => name === 'early.observed')).toHaveLength(1);
  });
});
