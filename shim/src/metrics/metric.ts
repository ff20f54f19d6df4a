import type { Attributes, Meter } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import type { MetricDefinition } from '../conventions/index.ts';
import { noteDroppedLabel } from './dropped-labels.ts';
import { metricOptions, shimMeter } from './instruments.ts';
import { LabelSets } from './label-sets.ts';

export type Labels = Readonly<Record<string, unknown>>;
type Write = (value: number, attributes: Attributes) => void;

const configuredLimit = () => currentConfig().metrics.maxSeries;

/** A metric that is recorded: its instrument, whichever the provider, and the labels that it has seen. */
export class Metric {
  readonly definition: MetricDefinition;
  readonly #labels: LabelSets;
  #meter: Meter | undefined;
  #write: Write = () => {};
  /** Levels that were set of an up-down counter, which only takes differences. */
  #levels: Map<Attributes, number> | undefined;

  /** `declared`: whether only the definition's labels are kept. */
  constructor(definition: MetricDefinition, declared: boolean) {
    this.definition = definition;
    this.#labels = new LabelSets({
      declared: declared ? new Set(definition.labels) : undefined,
      maxSeries: configuredLimit,
      onLoss: (label, reason) => noteDroppedLabel(definition.name, label, reason),
    });
  }

  /** Keeps no label but these from now on. */
  declareLabels(labels: readonly string[], maxSeries: number | undefined): void {
    this.#labels.declare(new Set(labels), maxSeries === undefined ? configuredLimit : () => maxSeries);
  }

  /** Adds to a counter or an up-down counter, observes a value of a histogram, sets a gauge. */
  record(value: number, labels: Labels | undefined): void {
    this.#writer()(value, this.#labels.of(labels));
  }

  /** As `record`, but sets an up-down counter to a level. */
  set(level: number, labels: Labels | undefined): void {
    const attributes = this.#labels.of(labels);
    if (this.definition.kind !== 'upDownCounter') {
      this.#writer()(level, attributes);
      return;
    }
    this.#levels ??= new Map();
    this.#writer()(level - (this.#levels.get(attributes) ?? 0), attributes);
    this.#levels.set(attributes, level);
  }

  #writer(): Write {
    const meter = shimMeter();
    if (meter !== this.#meter) {
      this.#write = writerOf(meter, this.definition);
      this.#meter = meter;
      // A new instrument starts at nothing.
      this.#levels = undefined;
    }
    return this.#write;
  }
}

function writerOf(meter: Meter, definition: MetricDefinition): Write {
  const { name, kind } = definition;
  const options = metricOptions(definition);
  if (kind === 'gauge' || kind === 'histogram') {
    const made = kind === 'gauge' ? meter.createGauge(name, options) : meter.createHistogram(name, options);
    return (value, attributes) => made.record(value, attributes);
  }
  const made =
    kind === 'counter' ? meter.createCounter(name, options) : meter.createUpDownCounter(name, options);
  return (value, attributes) => made.add(value, attributes);
}
