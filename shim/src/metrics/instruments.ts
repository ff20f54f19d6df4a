import {
  type Attributes,
  createNoopMeter,
  type Meter,
  type MeterProvider,
  type MetricOptions,
  metrics,
  type Observable,
} from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import type { MetricDefinition } from '../conventions/index.ts';
import { SCOPE_NAME, SHIM_VERSION } from '../version.ts';

type Observe = (value: number, labels?: Attributes) => void;

interface Observed {
  readonly register: (meter: Meter) => void;
  /** Starts anew, since another provider starts to count at nothing. */
  readonly reset: () => void;
}

let provider: MeterProvider | undefined;
let meter: Meter | undefined;
/** The metrics that are observed, by name. */
const observed = new Map<string, Observed>();

/**
 * The shim's meter. The metrics API, unlike the trace API, has no stand-in that finds a provider later: an
 * instrument made too early stays silent. So a change of provider gives another meter, for which instruments
 * are to be made anew.
 */
export function shimMeter(): Meter {
  const registered = metrics.getMeterProvider();
  if (meter !== undefined && registered === provider) return meter;
  const isFirst = meter === undefined || meter === createNoopMeter();
  provider = registered;
  meter = registered.getMeter(SCOPE_NAME, SHIM_VERSION);
  for (const { register, reset } of observed.values()) {
    if (!isFirst) reset();
    register(meter);
  }
  return meter;
}

/** The options with which an instrument of this definition is made. */
export function metricOptions({ description, unit, buckets }: MetricDefinition): MetricOptions {
  return {
    description,
    unit,
    ...(buckets && { advice: { explicitBucketBoundaries: [...buckets] } }),
  };
}

/**
 * Has `read` tell the values of a metric whenever metrics are collected, from any provider. `reset` is called
 * where another provider takes the place of one that has collected.
 */
export function whenCollected(
  definition: MetricDefinition,
  read: (observe: Observe) => void,
  reset: () => void = () => {},
): void {
  const current = shimMeter();
  if (observed.has(definition.name)) return;
  const register = (made: Meter) => {
    observableOf(made, definition).addCallback((result) => {
      if (currentConfig().signals.metrics) read((value, labels) => result.observe(value, labels));
    });
  };
  observed.set(definition.name, { register, reset });
  register(current);
}

function observableOf(made: Meter, definition: MetricDefinition): Observable {
  const { name, kind } = definition;
  const options = metricOptions(definition);
  if (kind === 'counter') return made.createObservableCounter(name, options);
  if (kind === 'upDownCounter') return made.createObservableUpDownCounter(name, options);
  return made.createObservableGauge(name, options);
}
