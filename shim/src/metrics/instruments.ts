import {
  type Counter,
  type Gauge,
  type Histogram,
  type Meter,
  type MeterProvider,
  type MetricOptions,
  metrics,
  type UpDownCounter,
} from '@opentelemetry/api';
import type { MetricDefinition } from '../conventions/index.ts';
import { SCOPE_NAME, SHIM_VERSION } from '../version.ts';

interface Instruments {
  readonly counter: Map<string, Counter>;
  readonly upDownCounter: Map<string, UpDownCounter>;
  readonly gauge: Map<string, Gauge>;
  readonly histogram: Map<string, Histogram>;
}

let provider: MeterProvider | undefined;
let meter: Meter | undefined;
let known: Instruments = noInstruments();
const observers = new Set<(meter: Meter) => void>();

function noInstruments(): Instruments {
  return { counter: new Map(), upDownCounter: new Map(), gauge: new Map(), histogram: new Map() };
}

/**
 * The shim's meter. The metrics API, unlike the trace API, has no stand-in that finds a provider later: an
 * instrument made too early stays silent. So a change of provider makes all of them anew.
 */
function shimMeter(): Meter {
  const registered = metrics.getMeterProvider();
  if (meter !== undefined && registered === provider) return meter;
  provider = registered;
  known = noInstruments();
  meter = registered.getMeter(SCOPE_NAME, SHIM_VERSION);
  for (const observe of observers) observe(meter);
  return meter;
}

/** Calls `observe` with the meter, now and each time it changes, to register observable instruments. */
export function onMeter(observe: (meter: Meter) => void): void {
  const current = shimMeter();
  if (observers.has(observe)) return;
  observers.add(observe);
  observe(current);
}

/** The options with which an instrument of this definition is made. */
export function metricOptions(definition: MetricDefinition): MetricOptions {
  const { description, unit, buckets } = definition;
  return {
    description,
    unit,
    ...(buckets && { advice: { explicitBucketBoundaries: [...buckets] } }),
  };
}

export function counterOf(definition: MetricDefinition): Counter {
  const made = shimMeter();
  let counter = known.counter.get(definition.name);
  if (counter === undefined) {
    counter = made.createCounter(definition.name, metricOptions(definition));
    known.counter.set(definition.name, counter);
  }
  return counter;
}

export function upDownCounterOf(definition: MetricDefinition): UpDownCounter {
  const made = shimMeter();
  let counter = known.upDownCounter.get(definition.name);
  if (counter === undefined) {
    counter = made.createUpDownCounter(definition.name, metricOptions(definition));
    known.upDownCounter.set(definition.name, counter);
  }
  return counter;
}

export function gaugeOf(definition: MetricDefinition): Gauge {
  const made = shimMeter();
  let gauge = known.gauge.get(definition.name);
  if (gauge === undefined) {
    gauge = made.createGauge(definition.name, metricOptions(definition));
    known.gauge.set(definition.name, gauge);
  }
  return gauge;
}

export function histogramOf(definition: MetricDefinition): Histogram {
  const made = shimMeter();
  let histogram = known.histogram.get(definition.name);
  if (histogram === undefined) {
    histogram = made.createHistogram(definition.name, metricOptions(definition));
    known.histogram.set(definition.name, histogram);
  }
  return histogram;
}
